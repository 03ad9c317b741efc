"""What may be chosen and how a job stands, which the studio names with one word: marked for translation."""

from bot.voice.tongue import mark

LABELS = (
    # How a job stands.
    *(mark("queued"), mark("processing"), mark("completed"), mark("failed"), mark("cancelled")),
    # Tones.
    *(mark("cinematic"), mark("energetic"), mark("warm"), mark("funny"), mark("calm"), mark("dramatic")),
    mark("expert"),
    # Goals.
    *(mark("engagement"), mark("reach"), mark("education"), mark("sales"), mark("followers")),
    # Looks.
    *(mark("noir"), mark("documentary"), mark("playful"), mark("neon"), mark("minimal"), mark("vintage")),
    mark("nature"),
    # What else is chosen.
    mark("usual"),
    *(
        mark("auto"),
        mark("on"),
        mark("off"),
        mark("burned"),
        mark("soft"),
        mark("draft"),
        mark("final"),
    ),
    *(
        mark("good"),
        mark("bad"),
        mark("yes"),
        mark("no"),
        mark("all"),
        mark("video"),
        mark("file, untouched"),
        mark("words"),
    ),
    *(mark("again"), mark("pause"), mark("resume"), mark("skip"), mark("stop")),
    *(mark("me alone"), mark("nobody"), mark("mine"), mark("vendor"), mark("group"), mark("person")),
    *(mark("look and order"), mark("only look"), mark("animatic"), mark("as my app has it")),
    # What is answered in a form, where there are forms.
    mark("Answer"),
    # Limits.
    *(mark("reels at once"), mark("reels per day"), mark("reels per month")),
    *(mark("dollars per day"), mark("dollars per month")),
    # Where something is not made.
    *(mark("here"), mark("in this group")),
)
