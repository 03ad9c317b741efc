"""Every word that people read, in one place: plain, warm and short.

`asking` holds what is said when something was not understood, `orders` the answer to an order,
`standing` how a job is doing, `endings` its last words, `cards` the niche, the quota, the
storyboard and the help. All are functions from values to text: nothing here decides.
"""
