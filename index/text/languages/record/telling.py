"""How a language says that something is so, is not, or is yet to be."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """How a language tells what holds from what does not, each as in `Asking`."""

    denials: str = ""
    """Words that deny what follows: "not"."""

    without: str = ""
    """What rules out the thing that follows: "non-", "without"."""

    limits: str = ""
    """What makes of a denial a statement: "not paid until May"."""

    plans: str = ""
    """What says that what follows is to be: "plan to", "will"."""

    futures: str = ""
    """Forms of words that alone tell what is to be done: «покрасим»."""

    wishes: str = ""
    """What says that the whole clause that follows is to be: "proposed that"."""

    dropped: str = ""
    """What says that something came to nothing: "called off"."""

    reports: str = ""
    """What tells that something is asked, or not known: "asked", "unclear"."""

    doerless: str = ""
    """What says by its form that something is done, whoever does it: "was"."""

    doer_left_out: str = ""
    """What tells that it is done, from or to whom, and not who does it: "was bought from". A named
    group of it is what is done."""

    appoints: str = ""
    """What is done with somebody who gets a post: "elects"."""

    appointed: str = ""
    """What tells of a post that somebody gives it: "is elected by"."""

    lately: str = ""
    """What tells when by the day on which it is said: "yesterday"."""

    speakers: str = ""
    """How who writes means himself: "I"."""

    deputies: str = ""
    """What makes another post of the one that follows: "deputy", "vice"."""

    former: str = ""
    """What says that the one that follows is held no more: "former"."""

    titles: str = ""
    """What such a one is called: "chairman"."""

    heads: str = ""
    """What somebody does at the head of something: "heads", "in charge"."""

    unfilled: str = ""
    """What stands where nothing is filled in, in a cell of a table or behind a name: "n/a"."""

    vacant: str = ""
    """The same where somebody is to be named: "vacant"."""
