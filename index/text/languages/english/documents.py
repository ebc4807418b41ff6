"""What English calls documents, their parts and what stands around them."""

from index.text.languages.record.documents import Documents, Properties

DOCUMENTS = Documents(
    outdated=(
        r"superseded|withdrawn|repealed|obsolete|archived|expired|outdated|deprecated|rescinded"
        r"|revoked|(?:no longer|not) (?:in force|valid|in effect|current)|out of date|draft"
    ),
    editions="edition|version|revision|in force|effective|since|as of",
    replaces="supersed(?:es|ing)|replac(?:es|ing)|repeal(?:s|ing)|instead of|in place of",
    of_another="is|are",
    this="this",
    parts="chapter|section|part|article|appendix|annex",
    questions="Q|A|Question|Answer",
    pages=r"(?:pages?|pg\.?|pp?\.|sheet|slide)",
    of_all="of",
    lines=r"(?:lines?|ll?\.)",
    sources=r"(?:sources?|from|see|cf\.|in)",
    cookies=(
        r"cookies?"
        r"|(?:using|browsing|visiting|(?:use|browse|visit) of) (?:this|our|the) (?:web)?site"
    ),
    consents=(
        r"accept|allow|agree|ok|okay|yes|no|got it|fine|understand|understood|reject|refuse|decline"
        r"|deny|dismiss|close|continue|hide|settings|preferences|manage|necessary|essential"
    ),
)

PROPERTIES = Properties(
    titles="title",
    lists="tags?|keywords?|categor(?:y|ies)|alias(?:es)?|labels?|topics?",
    subjects="subjects?",
    # Names that makers of sites and papers, and programs for notes, have in common.
    settings=(
        "layouts?|templates?|themes?|styles?|(?:css)?class(?:es)?|css|scripts?|js|javascript|ids?"
        "|u?uid|guid|slug|permalink|urls?|uri|href|path|canonical|redirects?|dates?|time|timezone"
        "|created|updated|modified|changed|published|lang|language|locale|charset|encoding|formats?"
        "|types?|kind|status|draft|version|revision|weight|order|position|priority|rank|sort"
        "|sidebar|nav(?:igation)?|menus?|toc|header|footer|banner|covers?|images?|img|thumbnail"
        "|icons?|logo|emoji|favicon|colou?r|background|fonts?|fontsize|geometry|documentclass"
        "|outputs?|engine|parser|filters?|bibliography|csl|plugins?|extensions?|widgets?"
        "|components?|params?|extra|options?|config|build|cascade|resources?|assets?|markup|render|robots"
        "|seo|og|twitter|schema|kernel(?:spec)?|jupytext|marp|publish|hidden|hide|visibility"
    ),
)
