"""Word lists of English grammar: what the reader of topics knows by heart."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")

AUXILIARIES = _words(
    """
    do does did is are was were can could should would will has have had am must might
    """
)

PRONOUNS = _words(
    """
    i you we they he she it this that there
    """
)

DETERMINERS = _words(
    """
    a an the my your our his her its their this that these those every each some any no
    """
)

PREPOSITIONS = _words(
    """
    of in on at for with from under over without to and or but by into about after before between
    through during against like near behind inside outside than as per via around across that who
    which where when while because if
    """
)

SHAPES = _words(
    """
    how why what when where who whose which top the a an my your our vs versus or
    """
)
"""Words that a topic begins with."""

FORBIDDING = _words(
    """
    stop avoid never not quit prevent don't dont don’t
    """
)
"""Words that make no sense after "do not"."""

FUNCTION_WORDS = DETERMINERS | PRONOUNS | PREPOSITIONS | AUXILIARIES | SHAPES | FORBIDDING | {*NUMBERS}

FOREIGN = _words(
    """
    el la los las del que cómo como por para una uno der das und wie ist ein eine nicht mit für le
    les des pour est une dans avec il di gli che perché nella não você uma dos ao het een van hoe
    waarom jak nie och att av ett hur är ve bir için nasıl comment pourquoi warum porque sur aux
    mein meine ich mich du wenn auch zu im von bei mit auf den dem nach aus sich wird kann mi mis tu
    su con sin pero cuando más muy un una al yo je mon ma mes nous vous qui que ne pas du au sont
    mio mia sono quando nel della immer zuletzt gehört sind hat wir er eu meu minha com sem ik
    mijn niet zijn jag min inte
    """
)

PROPER = _words(
    """
    i paris london rome tokyo japan italy iceland lisbon france germany spain england scotland
    ireland india china korea america africa europe asia australia brazil mexico canada egypt greece
    vienna berlin kyoto naples venice florence milan istanbul bali norway sweden monday tuesday
    wednesday thursday friday saturday sunday january february april june july september october
    november december christmas easter halloween english french german italian spanish japanese
    chinese korean american british turkish jupiter saturn mars venus neptune uranus pluto python
    javascript nasa instagram tiktok youtube minecraft ai diy usb led bbq adhd etf hiit
    """
)

INITIALS = _words(
    """
    nasa ai diy usb led bbq adhd etf hiit
    """
)

MASS = _words(
    """
    coffee espresso money debt music art love sleep water bread milk tea sugar gold light food rice
    wine beer chocolate furniture advice progress research software hardware equipment gear weather
    work homework history science math maths physics yoga meditation travel space time skincare
    makeup beauty fashion fitness health fire sand snow ice rain glass wood leather paper cotton
    silk denim clay sourdough pasta cheese honey soil compost bokeh jazz poetry literature justice
    freedom courage luck mud blood gravity dark matter energy crypto bitcoin interest inflation
    insurance growth wealth style hair skin cream ramen sushi matcha latte cold brew crime real
    estate clutter dust traffic cardio nature silence grief anxiety stress magic origami knitwear
    pottery concrete steel film sound news economics ethics politics athletics gymnastics astrophysics
    """
)
"""Nouns that stand without an article."""

MASS_ENDINGS = tuple(
    _words("ing ness ism ship phy logy ics nomy hood dom ity care ware work tion sion ance ence")
)

NOT_MASS = _words(
    """
    string spring evening morning ceiling building wedding painting drawing recording meeting
    kingdom network framework spaceship relationship championship neighbourhood neighborhood city
    university community personality identity celebrity facility station nation constellation
    invitation location question collection edition mission version mansion session experience
    sentence audience conference fence chance entrance appliance distance residence difference dance
    instance
    """
)

PLURALS = _words(
    """
    people children women men mice feet teeth geese sheep fish police aurorae data
    """
)

SINGULAR_S = _words(
    """
    chess tennis bus gas lens glass class dress grass process focus virus bonus cactus campus mars
    venus paris business fitness physics mathematics news series species always christmas
    """
)

NOT_PAST = _words(
    """
    need seed speed red bed hundred breed feed shed sacred naked weed deed greed wed unsolved gifted
    tired advanced limited used
    """
)

PAST = _words(
    """
    became began bent bit blew bought broke brought built burnt came caught chose crept cut died did
    dug drew drank drove ate fell felt fought found flew forgot forgave froze gave went got grew had
    heard held hid hit kept knew laid led left lent let lost made meant met paid put quit ran read
    rode rose said saw sold sent set shook shone shot showed shut sang sank sat slept slid spoke
    spent spun split spread stood stole stuck struck swept swam swung took taught tore told thought
    threw understood woke wore won wrote
    """
)

PRESENT = _words(
    """
    make makes bend bends change changes keep keeps lose loses win wins use uses need needs love
    loves hate hates eat eats become becomes help helps hurt hurts kill kills shape shapes teach
    teaches turn turns save saves get gets give gives take takes build builds see sees feel feels
    hear hears catch catches cost costs know knows bring brings hide hides find finds choose chooses
    move moves hold holds follow follows fear fears ruin ruins steal steals drive drives want wants
    prefer prefers bite bites bark barks chew chews cry cries refuse refuses ignore ignores think
    thinks say says mean means tilt tilts lick licks scare scares
    """
)

MAKING = _words(
    """
    invented discovered created built made designed developed founded wrote brought introduced
    dreamed started crafted composed pioneered gave
    """
)
"""Deeds before which the thing was not there."""

STATIVE = _words(
    """
    is are was were isn't aren't has have can can't will won't never needs
    """
)

VERBS = _words(
    """
    make build buy learn teach grow bake cook write read choose find get take fix clean organise
    organize create save earn pay become be keep lose avoid stop quit prevent survive sell rent
    install repair sew knit carve sharpen restore brew pour roast boil fry grill ferment pickle
    sculpt memorise memorize meditate breathe hike climb swim dive photograph edit shoot compose
    sing dance groom adopt tame identify spot explain understand remember forget overcome improve
    increase reduce lower raise boost eat cut fold tie hang move declutter decorate renovate plant
    prune propagate repot invest negotiate retire speak stretch run squat deadlift lift sleep wake
    manage handle plan launch ship debug refactor deploy draw sketch go give let see listen start
    begin use put bring tell ask prepare pack explore visit discover catch
    """
)

EITHER = _words(
    """
    train paint draw light house shop dog plant cut run sleep walk lift stretch pour roast brew fry
    grill cook sketch dive climb hike dance move plan use start shoot edit ship lower raise hang tie
    fold squat deadlift boost groom spot read look visit buy rent catch pickle speak retire prune
    launch
    """
)
"""Verbs that are also nouns: taken for verbs only before a determiner or the like."""

VAGUE = _words(
    """
    thing things something anything nothing everything way ways lot bit one ones kind sort reason
    reasons time times rest same other others next last first point stuff me him us them it
    """
)
"""Nouns that show nothing."""

ADVERBS = _words(
    """
    never always again still softer better worse more less too very really just only even ever not
    yet already soon so then now here there also often once twice back away up down off out harder
    faster slower longer than else instead together alone home later earlier first last
    """
)

THIRD = _words(
    """
    smells tastes looks sounds feels works grows climbs goes comes tells runs lives dies sings sleeps
    starts stops costs stays falls rises breaks burns opens closes thrives survives makes seems
    happens matters ends begins fades leaves likes wants tries reads writes stands sits waits talks
    speaks works fails pays calls lies glow glows smell taste sound seem happen matter thrive fail
    fall rise live try work looked looking go goes went ask asks hold holds act acts sits sit stay
    stare stares tastes grow wait talk
    """
)

QUANTITIES = _words("much many enough few several plenty lots half")
"""How much there is of something; no part of its name."""

TIMES = _words(
    """
    second minute hour morning noon afternoon evening night day week weekend month season year decade
    century moment while
    """
)
"""What "a week" or "every day" measures; "the night" and "my first winter" can be shown."""

ENDING_THINGS = (
    (FUNCTION_WORDS - DETERMINERS) | ADVERBS | THIRD | PAST | PRESENT | QUANTITIES | (VERBS - EITHER)
) - {
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
}
"""Words that no name of a thing goes on with."""

UNTELLING = (FUNCTION_WORDS - {*NUMBERS}) | _words("up off out back over down away through look")
"""Words that no accent belongs on while there is another."""

ABSTRACT = _words(
    """
    joke jokes humour humor style tone vibe vibes mood text caption captions hook ending music song
    voice voiceover sound cut cuts question story call action words emoji emojis hashtag hashtags
    energy pace video reel shot shots scene scenes transition transitions font subtitle subtitles
    """
)
"""What a wish may ask for that no camera can show."""

IRREGULAR = {
    "people": "person", "children": "child", "women": "woman", "men": "man", "mice": "mouse",
    "feet": "foot", "teeth": "tooth", "geese": "goose", "knives": "knife", "lives": "life", "leaves": "leaf",
    "movies": "movie", "cookies": "cookie", "loaves": "loaf", "pies": "pie", "ties": "tie", "lies": "lie",
}  # fmt: skip
"""Plurals that have their own singular."""

RANKS = _words("first last only same next more less")
"""Adverbs that are adjectives behind an article."""

LY = _words(
    "ugly lovely early family daily lonely friendly silly belly jelly fly lily butterfly italy weekly elderly"
)
"""Words in -ly that are no adverbs."""

FIRST_PERSON = _words("i my we our me us i'm i've")

GENERAL = (
    VAGUE
    | ADVERBS
    | frozenset(NUMBERS)
    | _words(
        """
        mistake mistakes tip tips trick tricks hack hacks idea ideas lesson lessons rule rules secret
        secrets myth myths lie lies fact facts sign signs beginner beginners newcomer newcomers expert
        experts everybody nobody somebody people ritual rituals routine routines day days week month year
        morning evening rainy sunday monday first last new old good bad best worst better wrong right make
        makes know knew wish start begin learn avoid stop try need want get tell tells told explain
        explained guide basics introduction story work works life
        """
    )
)
"""Words that fit every niche: an idea of nothing else belongs to the niche it was sent with."""

AMBIGUOUS = _words(
    """
    street city island islands light match team goal core record records beat beats dress style web
    rose bank space star stars court missing level boss hidden love sleep energy weather studio bass
    drift classic paper glue ink canvas soil stock rent job office interview coach bark hole orbit
    bike exercise focus class school wave waves band rap console steam pixel data house home town
    village children kid kids child mystery justice war brain health trail camp trip shop founder
    """
)
"""Words that several worlds use: one of them alone does not say where an idea belongs."""

ADVICE = _words(
    """
    things ways tips rules habits lessons secrets ideas truths rituals
    """
)
"""What people like to number that can be advice."""

FLAWS = _words(
    """
    mistakes errors signs lies regrets habits excuses myths fears
    """
)
"""What people number about themselves."""

LISTED = _words(
    """
    mistakes signs things ways tips tricks reasons lies myths rules habits lessons secrets facts
    questions steps ideas hacks truths regrets errors clues
    """
)
"""What people like to number, whatever is said of it behind."""
