"""Words that carry no content, in both languages: they neither match nor translate."""

from index.analysis import tokenize

_ENGLISH = """
a about after again all also am an and any are as at be because been before being between both but
by can could did do does doing during each either else ever few for from further had has have having
he her here hers herself him himself his how however i if in into is it its itself just me might
more most much many must my myself no nor not of off on once only or other our ours ourselves out
over own per please same shall she should so some such than that the their theirs them themselves
then there these they this those through to too under until up upon us very was we were what when
where whether which while who whom whose why will with within without would yes yet you your yours
yourself
"""
_RUSSIAN = """
а без более бы был была были было быть в вам вас ваш ваша ваше ваши во вот все всех всего вы где да
даже для до его ее если есть еще же за и из или им ими их к как какая какие какой каких каким каком
какую когда кого кому который которая которое которые которого которой которых кто куда ли либо лишь
между меня мне может мой моя мы на над нам нас наш наша не него нее нет ни ним них но о об однако он
она они оно от откуда очень перед по под после почему при про с сам свой свою своего своей своих
себя сколько со так такая такие такой также там те тем то того тоже той только том тот ту ты тут у
уже чего чей чем через что чтобы чье чья эта эти этим этих это этого этой этом этот эту я является
являются
"""

FUNCTION_STEMS = frozenset(token.stem for token in tokenize(_ENGLISH + _RUSSIAN))
"""The stems of these words, as `tokenize` gives them."""
