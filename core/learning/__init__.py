"""What a creator's feedback teaches: pure functions, seeded, and able to say why.

Read `arms` (what can be chosen and what can be said of a reel), `trials` (what became of reels),
`bandit` (how sure that makes us), `directing` (what the next reel is told), then `learner`, which does
it for whoever asks.
"""
