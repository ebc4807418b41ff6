"""How English names persons and tells them apart."""

import re

from index.text.languages.record.persons import Naming, Persons

NAMING = Naming(
    # What they are is put beside: Anna Smirnova, head of the port.
    person=r"\b[A-Z][a-z]+ [A-Z][a-z]{2,}(?=, (?:an? |the |our )?[a-z])",
    who_is="Who is {}?".format,
)

_SPELLINGS = (
    ("ph", "f"),
    ("c?[ck]h?", "k"),
    ("y|ie", "i"),
    ("h", ""),
    (r"(.)\1", r"\1"),
    ("e$", ""),
)


def _given(name: str) -> str:
    """Return what the spellings of a given name share: Catherine, Kathryn; Ann, Anne."""
    name = name.removesuffix("'s")
    for letters, sound in _SPELLINGS:
        name = re.sub(letters, sound, name)
    return name


PERSONS = Persons(
    given=_given,
    short=(
        "al|alex|andy|ben|beth|betty|bill|billy|bob|bobby|cathy|charlie|chris|connie|dan|danny|dave"
        "|dick|don|ed|eddie|ellie|frank|fred|gabe|gene|greg|hank|harry|jack|jackie|jake|jamie|jeff"
        "|jen|jenny|jerry|jess|jessie|jim|jimmy|jo|joe|joey|johnny|jon|josh|kate|kathy|katie|katya"
        "|ken|kim|kit|larry|lena|leo|les|lisa|liz|lizzie|lou|maggie|mandy|matt|max|meg|mick|mike"
        "|misha|molly|nancy|nat|ned|nell|nick|nicky|pam|pat|patty|peggy|pete|phil|polly|ray|rich"
        "|rick|rob|robbie|ron|sally|sam|sandy|sasha|stan|steve|sue|susie|tanya|ted|teddy|terry|theo"
        "|tim|toby|tom|tommy|tony|val|vic|vicky|walt|will|willie|zack"
    ),
    roles=(
        "mr|mrs|ms|miss|mx|dr|doctor|prof|professor|sir|dame|lady|lord|madam|coach|captain|colonel"
        "|major|general|sergeant|officer|inspector|judge|justice|nurse|sister|brother|father|mother"
        "|aunt|uncle|reverend|pastor|chef|teacher|trainer|instructor|engineer|caretaker"
        "|janitor|driver|clerk|colleague|comrade|director|manager|chair(?:man|woman)?|president"
        "|minister|senator|mayor|head|principal|dean|secretary|deputy|assistant|king|queen|prince"
        "|princess|saint|st"
    ),
    # Of Russians.
    surnames=(
        (r"\w+(?:[oe]va|ina|[st]kaya)(?:'s)?", "", "", "woman"),
        (r"\w+(?:[oe]v|in|[st]k(?:iy|y|ii))(?:'s)?", "", "", "man"),
    ),
)
