"""Finding the one icon that says what a scene is about."""

import re
from functools import cache

from PIL import Image, ImageDraw, ImageFont

from adapters.media.drawing.fonts import FOLDER, ICONS

NEUTRAL = "sparkle"

# What storytellers say, and the icon that shows it. Only what name and tags would get wrong.
SYNONYMS = {
    word: icon
    for icon, words in {
        "coffee": "espresso-machine coffee-machine espresso cappuccino latte mocha cup mug barista cafe",
        "coffee-bean": "bean beans roast roastery roaster arabica",
        "church": "monk monks monastery abbey priest chapel cathedral temple bell-tower nun cloister",
        "hands-praying": "prayer pray praying blessing faith worship",
        "detective": "sleuth investigator suspect murderer killer spy criminal thief crime mystery stranger",
        "knife": "blade dagger weapon murder stab",
        "fingerprint": "evidence clue forensic forensics identity",
        "footprints": "steps trail trace footprint footsteps step walk",
        "skull": "death dead poison grave bones skeleton corpse",
        "scissors": "craft crafts cut cutting scissor tailor haircut barber",
        "paint-brush": "paint painting brush art artist watercolour watercolor",
        "palette": "colour color colours colors crayon crayons",
        "pencil": "draw drawing sketch write",
        "note-blank": "paper sheet cardboard origami",
        "piggy-bank": "savings saving save budget piggy",
        "coins": "money coin cash salary wealth income rich penny",
        "chart-line-up": "growth invest investment investing stocks stock profit compound interest increase",
        "chart-line-down": "loss crash debt decline inflation recession",
        "bank": "banking loan mortgage museum parliament government courthouse",
        "credit-card": "card spending purchase payment pay subscription",
        "mosque": "minaret islam muslim ramadan",
        "map-pin": "place location destination address spot city",
        "airplane-tilt": "travel trip flight plane journey vacation holiday airport",
        "compass": "explore exploration adventure direction navigate",
        "suitcase-rolling": "luggage suitcase packing bag",
        "island": "beach palm palms tropical desert-island oasis",
        "sun": "desert heat sunny sunshine summer dune dunes sunrise morning dawn",
        "sun-horizon": "sunset dusk horizon evening",
        "bowl-steam": "dashi noodle noodles ramen soup broth rice stew porridge udon soba miso dinner",
        "bowl-food": "food dish meal salad breakfast lunch recipe tofu",
        "fork-knife": "restaurant eat eating plate dining taste menu",
        "cooking-pot": "cook cooking pot kitchen boil simmer pan saucepan wok",
        "chef-hat": "chef cuisine",
        "fish": "salmon tuna sushi seafood sashimi cod",
        "onigiri": "rice-ball riceball nori",
        "orange": "citrus lemon lime grapefruit fruit",
        "orange-slice": "slice",
        "pepper": "spice spices chili chilli spicy",
        "tea-bag": "tea matcha teapot",
        "drop": "water liquid oil blood tear milk sauce drip",
        "flame": "fire hot burn burning blaze heat candle",
        "campfire": "camp bonfire",
        "tree": "forest woods oak trunk woodland",
        "tree-evergreen": "pine spruce fir",
        "plant": "seed sprout garden gardening seedling soil herb herbs",
        "leaf": "leaves foliage green eco organic autumn",
        "mountains": "mountain hill hills peak alps valley cliff summit",
        "waves": "sea ocean wave river lake surf tide flood",
        "bird": "eagle owl sparrow dove nest parrot crow",
        "paw-print": "animal animals pet puppy kitten wolf bear fox lion tiger",
        "person-simple-run": "run runner running jog jogging sprint marathon",
        "barbell": "gym workout fitness muscle strength exercise training weights",
        "person-simple-tai-chi": "yoga meditation meditate stretch balance calm",
        "heart": "love romance passion kiss wedding",
        "brain": "mind thought think psychology memory intelligence neuroscience",
        "lightbulb": "idea insight tip invention invent inventor hint trick solution bulb",
        "book-open": "book story read reading chapter manuscript novel",
        "scroll": "history parchment document archive decree manuscript law ",
        "crown": "king queen royal emperor empire prince princess throne",
        "sword": "battle war warrior knight soldier fight samurai",
        "clock": "time minute minutes hour hours watch deadline schedule",
        "hourglass": "wait waiting patience slow",
        "moon-stars": "night midnight sleep dream dreams bedtime",
        "moon": "lunar",
        "cloud-rain": "rain storm rainy wet ",
        "snowflake": "snow winter ice cold frost freeze",
        "lamp": "lantern streetlight",
        "buildings": "town street skyline urban downtown metropolis skyscraper",
        "house": "rent home cottage hut cabin apartment",
        "door-open": "entrance exit doorway gate",
        "key": "secret unlock ",
        "question": "why unknown riddle what",
        "eye": "look see vision witness gaze stare",
        "users-three": "people crowd friends family team community group audience",
        "user": "man woman person portrait face someone",
        "baby": "child kid kids children toddler",
        "smiley": "happy smile joy fun laugh",
        "rocket-launch": "rocket launch startup space",
        "robot": "ai android automation",
        "camera": "photo photograph photographer picture",
        "film-slate": "film movie cinema scene director",
        "music-notes": "music song melody sing singer concert",
        "trophy": "win winner champion victory prize success award",
        "gift": "present surprise reward birthday",
        "storefront": "shop store market bazaar souk boutique",
        "shopping-cart": "groceries grocery buy shopping supermarket",
        "handshake": "deal agreement partner trust",
        "phone": "call telephone",
        "device-mobile": "smartphone app mobile",
        "factory": "industry industrial mill",
        "gear": "mechanism machine technology steam-engine pressure valve",
        "hammer": "build tool tools craftsman workshop carpenter",
        "car": "drive driving road-trip vehicle taxi",
        "train": "railway station rail subway",
        "boat": "ship sail harbor harbour port voyage",
        "magnifying-glass": "search investigate zoom detail closer",
        "file-text": "file report case paperwork contract",
        "warning": "danger mistake risk beware hazard",
        "x-circle": "wrong stop error",
        "check-circle": "done correct right yes",
        "star": "magic wonder famous celebrity rating",
        "sparkle": "shine glitter clean sparkling gem",
        "wine": "grape grapes vineyard",
        "bread": "bakery baker loaf toast dough flour",
        "cookie": "biscuit sweet sweets cookies",
        "cake": "dessert pastry",
        "egg": "eggs omelette",
        "cheese": "dairy",
        "cow": "goat goats cattle calf sheep",
        "bed": "hotel motel hostel bedroom",
        "books": "library bookshelf literature",
        "hand-soap": "skincare cosmetics serum cream beauty lotion",
        "carrot": "vegetable vegetables veggies",
        "pants": "jeans trousers",
        "dress": "fashion style clothes",
        "sneaker": "shoe shoes sneakers",
    }.items()
    for word in words.split()
}


def find(wish: str, *texts: str) -> str:
    """The icon for an English noun, else for the first telling word of the texts.

    It is a letter of the icon font.
    """
    phrase = "-".join(_words(wish))
    names, tags = _names(), _tags()
    for word in (phrase, *reversed(_words(wish))):
        if name := _by_name(word) or _parts().get(word) or tags.get(word):
            return names[name]
    for text in texts:
        if name := next(filter(None, map(_by_name, _words(text))), None):
            return names[name]
    return names[NEUTRAL]


def picture(letter: str, size: int) -> Image.Image:
    """An icon as an alpha mask, `size` pixels square."""
    image = Image.new("L", (size, size))
    font = ImageFont.truetype(FOLDER / ICONS, size, layout_engine=ImageFont.Layout.BASIC)
    ImageDraw.Draw(image).text((size / 2, size / 2), letter, fill=255, font=font, anchor="mm")
    return image


def _by_name(word: str) -> str | None:
    if len(word) < 3:
        return None
    for form in (word, word.removesuffix("s"), word.removesuffix("es"), word.removesuffix("ing")):
        name = SYNONYMS.get(form) or (form if form in _names() else None)
        if name in _names():
            return name
    return None


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z]+", text.lower())


@cache
def _rows() -> list[tuple[str, str, list[str]]]:
    lines = (FOLDER / "Phosphor-Fill.tsv").read_text("utf-8").splitlines()
    return [
        (name, chr(int(code, 16)), tags.split()) for name, code, tags in (line.split("\t") for line in lines)
    ]


@cache
def _names() -> dict[str, str]:
    return {name: letter for name, letter, _ in _rows()}


@cache
def _parts() -> dict[str, str]:
    """A word of a longer name, and the first such name."""
    return {part: name for name, _, _ in reversed(_rows()) for part in name.split("-") if len(part) > 2}


@cache
def _tags() -> dict[str, str]:
    found: dict[str, str] = {}
    for name, _, tags in _rows():
        for tag in tags:
            found.setdefault(tag, name)
    return found
