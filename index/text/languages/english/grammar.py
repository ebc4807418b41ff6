"""What words do in an English sentence, by what they are or how they end."""

from index.text.languages.record.grammar import Abbreviations, Grammar, Possession

GRAMMAR = Grammar(
    acts=r"\w{2,}ed",
    copulas="is|was|are|were|has been",
    turning="but|while|whereas",
    joining="and|or",
    pointing="it|its|this|that|these|those|they|them|their|he|him|his|she|her|hers|one|then|there",
    before_things=r"of|for|on|in|at|by|with|from|the|an?|its|his|her|their|our|your|my",
)

POSSESSION = Possession(
    of=r"of(?:[ \xa0](?:the|an?|our|this|its|their))?",
    determiners="the|its|his|her|their|our|an?",
    how="how",
    sizes="long|high|tall|wide|deep|old|heavy|thick|broad",
    apart="of|for|at|in|on|to|by|with|from|near|and",
)

# Months, days and what else is a word of its own in small letters are meant with a capital alone.
ABBREVIATIONS = Abbreviations(
    before_numbers="""
    Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Mon Tue Tues Wed Thu Thur Thurs Fri Sat Sun
    fig figs eq eqs eqn tab tbl vol vols no nos nr num p pp pg pgs ch chs chap sec sect secs
    art arts para paras cl apps apdx ann ex exs pt pts v ver vers rev ed eds iss ref refs ln
    ext tel ph mob fax rm bldg apt ste dept fl flr approx c ca circa est min max avg abs temp qty
    wt ht hr hrs wk wks yr yrs mo mos sq cu ft lb lbs oz gal mi mph st ave blvd rd hwy rte lvl
    jr sr inc ltd corp co bros al
    """,
    before_names="""
    mr mrs ms mx dr drs prof profs messrs gov pres sen rep hon amb rev fr sr jr st ste Mt Mts Ft
    gen lt col maj capt cpt sgt cpl pvt cmdr adm supt insp det msgr esq asst assoc dir mgr exec dep
    dept div univ inst acad bros co inc ltd corp llc plc intl natl govt mfg dist eng engr treas
    attn est ext tel fig al v u.s u.k u.n ph.d d.c
    """,
    within="e.g i.e cf viz vs resp approx w.r.t a.k.a n.b",
    hours="a.m p.m",
    of_hours=(
        r"(?:[A-Z]{2,4}T|UTC|MSK)\b|(?:[A-Z][a-z]+[ \xa0]){1,3}[Tt]ime\b"
        r"|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6}\b(?!\s+(?:is|are|was|were|has|will)\b)"
        r"|(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]{0,6}\.?\s\d"
    ),
)
