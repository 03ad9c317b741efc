"""Words to the bot itself, which are no idea: greetings, thanks, and questions about what it is and does."""

import re
import unicodedata
from enum import StrEnum


class Aside(StrEnum):
    """What is said beside the work."""

    HELLO = "hello"
    THANKS = "thanks"
    QUESTION = "question"
    MY_DATA = "my data"


# Small letters, without apostrophes and other marks, as `_bare` has them; `<it>` is one of our names.
_HELLO = r"""
    how are you
    | hi+ | hello | he+y | heya | hiya | howdy | greetings | good (?:morning|afternoon|evening) | hola
    | buenas | buen[oa]s (?:días|dias|tardes|noches) | olá | oi | bom dia | boa (?:tarde|noite) | hallo
    | servus | moin | guten (?:tag|morgen|abend) | grüss gott | bonjour | salut | bonsoir | coucou
    | привет | здравствуйте | здравствуй | добр(?:ый|ое|ого) (?:день|утро|вечер|дня) | привіт | вітаю
    | добр(?:ий|ого) (?:день|ранок|вечір|дня|ранку|вечора) | مرحبا | مرحباً | أهلا | أهلاً | اهلا
    | السلام عليكم | नमस्ते | नमस्कार | halo | hai | selamat (?:pagi|siang|sore|malam) | こんにちは | こんばんは
    | おはよう(?:ございます)? | はじめまして
"""
_BESIDE_HELLO = "there|bot|nichereel|all|everyone|everybody|again|friend|how are you"
_THANKS = r"""
    (?:many |ok |great )?(?:thanks|thank you|thx|ty|cheers)(?: (?:a lot|so much|very much|again))?
    | (?:muchas )?gracias | (?:muito )?obrigad[oa] | danke(?: dir| schön| sehr)? | vielen dank
    | merci(?: beaucoup)? | (?:большое )?спасибо(?: большое)? | благодарю | дякую(?: дуже)? | щиро дякую
    | شكرا | شكراً | شكرا لك | شكرا جزيلا | धन्यवाद | शुक्रिया | terima kasih(?: banyak)? | makasih
    | ありがとう(?:ございます|ございました)?
"""
_IT = "(?:this|that|it|you|the bot|this bot|this thing|all this|nichereel)"
_QUESTION = r"""
    (?:so )?what (?:can|could|do|else can) (?:i|<it>) do(?: (?:for me|here|with you))?
    | what (?:are|is|does|can) <it>(?: (?:for|do|cost|about|bot))? | whats this | who are you
    | what are you for
    | (?:and )?how (?:does|do|can|should) (?:i|we|<it>)(?: (?:use|start|begin|work))(?: <it>)?
    | how to (?:use|start|begin|work)(?: with)?(?: <it>)? | what (?:now|next)
    | (?:i need |can you )?help(?: me)?
    | what (?:should|do|can|must) i (?:do|say|type|write)(?: now| here| first| next)?
    | show (?:me )?(?:the )?commands
    | what (?:are (?:your|the) )?commands(?: (?:are there|do you (?:know|have)))?
    | what languages do you speak | (?:how much )?(?:is|does) <it> (?:free|cost|cost anything|a bot)
    | how much is (?:it|this)
    | are you (?:a|an|the)? ?(?:bot|ai|robot|human|real|real person|person|there|free) | are you there
    | (?:qué|que) (?:puedes|sabes) hacer | (?:quién|quien|qué|que) eres
    | (?:cómo|como) funciona(?:s| esto)? | ayuda(?:me)?
    | o que (?:você|voce|vc) (?:pode|sabe|consegue)(?: fazer)? | quem é (?:você|voce)
    | como (?:isso |isto )?funciona(?: isso| isto)? | ajuda
    | was kannst du(?: alles| für mich tun| machen)? | w(?:er|as) bist du(?: eigentlich)?
    | was ist das(?: hier)? | wie (?:funktioniert|geht) (?:das|es|dies|dieser bot)(?: hier)?
    | was machst du | hilfe | hilf mir | was kostet das
    | (?:quest ce que )?(?:que )?(?:tu peux|peux tu|sais tu|tu sais) faire | qui es tu | tu es qui
    | aide(?: moi)? | comment (?:ça|ca|cela) (?:marche|fonctionne) | que fais tu
    | что ты (?:умеешь|можешь|делаешь)(?: делать)? | что вы умеете | кто ты
    | как (?:это|ты|все это|всё это) работае(?:т|шь) | помощь | помоги(?: мне)? | сколько это стоит
    | що ти (?:вмієш|можеш|робиш)(?: робити)? | що ви вмієте | хто ти | як (?:це|ти|все це) працює(?:ш)?
    | допомога | допоможи(?: мені)? | скільки це коштує | ماذا (?:يمكنك|تستطيع) أن تفعل | ماذا تفعل
    | من أنت | كيف (?:يعمل هذا|تعمل) | مساعدة | ساعدني | (?:तुम|आप) क्या कर सकते (?:हो|हैं)
    | (?:तुम|आप) कौन (?:हो|हैं) | यह कैसे काम करता है | मदद(?: करो| चाहिए)?
    | (?:kamu|anda) bisa (?:apa|melakukan apa)(?: saja)? | apa yang bisa (?:kamu|anda) lakukan
    | siapa (?:kamu|anda) | bagaimana (?:cara )?(?:ini )?(?:kerja|bekerja|cara kerjanya)(?:nya)?
    | tolong(?: saya)? | bantuan | 何ができ(?:る|ます)(?:の|か|のですか)? | あなたは(?:誰|だれ|何)(?:ですか)?
    | 使い方(?:は|を教えて(?:ください)?)? | どうやって使(?:う|います)(?:の|か|のですか)? | 助けて | ヘルプ
"""
_MY_DATA = r"""
    <delete> (?:all )?(?:of )?my (?:data|account|information|profile) | <delete> (?:me|everything about me)
    | (?:borra|elimina) (?:todos )?mis datos
    | (?:apague|exclua|delete|apaga) (?:todos )?(?:os )?meus dados | lösche? (?:alle )?meine daten
    | (?:alle )?meine daten löschen | (?:supprime|efface) (?:toutes )?mes données
    | удали(?:те|ть)? (?:все )?мои данные | видали(?:ти)? (?:всі )?мої дані | احذف بياناتي
    | मेरा डेटा (?:हटाओ|हटाएं|मिटाओ) | hapus (?:semua )?data saya
    | (?:私の)?データを(?:すべて)?(?:削除|消去)(?:して(?:ください)?)?
"""
_DELETE = "(?:can you |i want (?:you )?to )?(?:delete|erase|remove|forget)"
_PLEASE = r"please|pls|por favor|bitte|s il te plaît|пожалуйста|будь ласка|tolong"


def _any(phrases: str) -> str:
    """One of these, which stand between bars with spaces or line breaks around them."""
    return "|".join(re.split(r"\s+\|\s+", phrases.strip())).replace("<it>", _IT).replace("<delete>", _DELETE)


_GREETED = re.compile(rf"(?:{_any(_HELLO)})(?: (?:{_BESIDE_HELLO}))*(?: |$)")
_POLITE = re.compile(rf"(?:^(?:{_PLEASE}) )|(?: (?:{_PLEASE}))$")
_ASIDES = {
    Aside.THANKS: re.compile(_any(_THANKS)),
    Aside.QUESTION: re.compile(_any(_QUESTION)),
    Aside.MY_DATA: re.compile(_any(_MY_DATA)),
}


def aside(line: str) -> Aside | None:
    """What `hi there`, `thanks!` or `what can you do?` is; None for whatever says more, as ideas do."""
    words = _bare(line)
    greeting = _GREETED.match(words)
    rest = _POLITE.sub("", words[greeting.end() :] if greeting else words)
    if greeting and not rest:
        return Aside.HELLO
    return next((one for one, said in _ASIDES.items() if said.fullmatch(rest)), None)


def _bare(line: str) -> str:
    """The words alone, in small letters; marks on letters stay, as many scripts need them."""
    folded = unicodedata.normalize("NFC", line).casefold()
    kept = (each if unicodedata.category(each)[0] in "LMN" else " " for each in re.sub("['’]", "", folded))
    return " ".join("".join(kept).split())
