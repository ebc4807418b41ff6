"""Words that carry no content, in both languages: they neither match, translate nor name.

The endings of ordinal numbers (1st, 2-й) are among them. A change here changes what passages hold:
see `ANALYSIS_VERSION`.
"""

from index.text.analysis import tokenize

_ENGLISH = """
a about after again all also am an and any are as at be because been before being between both but
by can can't cannot could did didn't do does doesn't doing don't during each either else ever
few for from further given had has have having he her here hers herself him himself his how however
i i'm if in into is isn't it it's its itself just let me might more most much many must my myself no
nor not of off on once only or other our ours ourselves out over own per please same shall she
should so some such tell than that that's the their theirs them themselves then there there's these
they they're this those through to too under until up upon us very was wasn't we we're were what
what's whatever when where where's whether which whichever while who who's whom whose why will with
within without won't would yes yet you you're your yours yourself
nd rd st th
"""
_RUSSIAN = """
а без более будет будут бы бывает был была были было быть в вам вами вас ваш ваша ваше ваши ваших
ведь во вот все всего всеми всех вы где да даже для до его ее если есть еще ею ж же за зачем и из
или им ими их к как какая какие каким какими каких каков какова каково каковы какой каком какую кем
когда кого ком кому которая которого которое которой которому которые который которым которыми
которых кто куда ли либо лишь между меня мне мог могут может мой моя мы на над нам нами нас
насколько наш наша нашей наших не него нее ней нем нет нею ни нибудь ним них но о об однако он она
они оно от откуда очень перед по под после почему при про расскажи расскажите с сам своего своей
своих свой свою себе себя скажи скажите сколько со собой так такая также такие такой там те тем теми
тех то того тоже той только том тот ту тут ты у уже чего чей чем чему через что чтобы чье чьего чьи
чья эта эти этим этими этих это этого этой этом этот эту я является являются
г гг го е й му х ые ый ых
"""

FUNCTION_STEMS = frozenset(token.stem for token in tokenize(_ENGLISH + _RUSSIAN))
"""The stems of these words, as `tokenize` gives them."""
