"""The table of all states in which the public can meet the site's pages: where each is seen, and what is sent there.

Staff's pages are not here. How the states are brought about stands in stage.py.
"""

from submissions import questionnaire

SECTIONS = [section.slug for section in questionnaire.SECTIONS]
CHOSEN = "scale=national&purpose=knowledge-sharing&country=FI&country=FR&confirmed=no&q=foresight"
# Whoever answers the guide with a full heart; and what of it comes near entries of the starter.
PLAN = (
    "topic=foresight&topic=horizon-scanning&identity=foresight+practitioner&name=Circle+of+the+far+sighted"
    "&summary=Ministries+look+ahead+each+for+itself%2C+and+nobody+hears+of+it.&purpose=knowledge-sharing"
    "&purpose=capability-building&focus=practitioner-support&focus=learning&focus=innovation&function=filter"
    "&function=amplifier&function=convening&function=community-builder&scale=national&host=FI"
    "&composition=many-professions&eligibility=public-servants&route=just-come&size=51-100"
    "&convener=centre-of-government&organisation=Prime+Minister%E2%80%99s+Office&facilitation=members&mode=both"
    "&method=regular-meetings&method=talks&method=online-space&rhythm=monthly"
)

# By state, the address of its page; {names} are those of stage.py, and “drawn: NAME” is a page that it drew.
CATALOGUE = {
    "home": "/",
    "list": "/communities/",
    "list, chosen": f"/communities/?{CHOSEN}",
    "list, every filter open": "/communities/?scale=national&topic=foresight",
    "list, nothing found": "/communities/?q=xyzzyqq&scale=national",
    "list, ways on": "/communities/?q=foresigt&country=FI&country=FR&scale=regional&confirmed=yes",
    "list, why found": "/communities/?q=govcamp",
    "list, near names": "/communities/?q=onteamgov+finlnd",
    "list, refused values": "/communities/?scale=no-such-scale&country=zz",
    "list, last page": "/communities/?page=99999",
    "list, second page by newest": "/communities/?page=2&sort=newest",
    "map": "/communities/map/",
    "map, chosen": f"/communities/map/?{CHOSEN}",
    "map, nothing found": "/communities/map/?q=xyzzyqq",
    "map of a region": "/communities/map/?view=europe",
    "map of a region, chosen": f"/communities/map/?view=europe&{CHOSEN}",
    "map of a region, nothing found": "/communities/map/?view=asia-pacific&q=xyzzyqq",
    "map, refused values": "/communities/map/?view=atlantis&embed=perhaps",
    "list, framed": f"/communities/?embed=1&{CHOSEN}",
    "list, framed, nothing found": "/communities/?embed=1&q=xyzzyqq",
    "map, framed": "/communities/map/?embed=1",
    "map of a region, framed": f"/communities/map/?embed=1&view=europe&{CHOSEN}",
    "map, framed, nothing found": "/communities/map/?embed=1&q=xyzzyqq",
    "entry, everything stated": "/communities/{full}/",
    "entry, hardly anything stated": "/communities/{bare}/",
    "entry, ended": "/communities/{ended}/",
    "entry, paused": "/communities/{paused}/",
    "entry, Arabic and long": "/communities/{arabic}/",
    "entry, answers withheld": "/communities/{withheld}/",
    "entry, of the starter": "/communities/national-foresight-network-finland/",
    "entry, gone": "/communities/{gone}/",
    "history": "/communities/{full}/history/",
    "history, one version": "/communities/{arabic}/history/",
    "comparison": "/communities/compare/?c={full}&c={withheld}&c={bare}&c={arabic}",
    "comparison, notices": "/communities/compare/?c={full}&c={ended}&c={gone}&c=no-such-entry",
    "comparison, one chosen": "/communities/compare/?c={full}",
    "comparison, something found": "/communities/compare/?c={full}&q=foresight",
    "comparison, nothing found": "/communities/compare/?q=xyzzyqq",
    "comparison, none chosen": "/communities/compare/",
    "collections": "/collections/",
    "collections, none yet": "drawn: no collections",
    "collection": "/collections/{chosen}/",
    "collection, in French": "/fr/collections/{chosen}/",
    "collection, none listed": "/collections/{empty-collection}/",
    "collection, draft": "/collections/{draft-collection}/",
    "collection, taken back": "/collections/{former-collection}/",
    "list, of a collection": "/communities/?collection={chosen}",
    "insights": "/insights/",
    "precedents": "/precedents/",
    "precedents, found": "/precedents/?country=FR&scale=national&purpose=knowledge-sharing&topic=foresight",
    "precedents, nothing found": "/precedents/?topic=no-such-topic&purpose=advising&scale=organisation",
    "guide": "/start/",
    "guide, idea": "/start/idea/",
    "guide, too many subjects": "/start/idea/?"
    + "&".join(f"topic={slug}" for slug in ("foresight", "data", "design", "health", "climate", "crisis")),
    "guide, purpose filled in": f"/start/purpose/?{PLAN}",
    "guide, people and a word of caution": f"/start/people/?{PLAN}",
    "guide, refused values": "/start/people/?scale=galactic&size=some",
    "guide, running": f"/start/running/?{PLAN}",
    "guide, found": f"/start/found/?{PLAN}",
    "guide, nothing found": "/start/found/?host=TV&topic=regulation&identity=x",
    "guide, nothing answered": "/start/found/",
    "guide, ways": f"/start/ways/?{PLAN}",
    "guide, ways, nothing answered": "/start/ways/",
    "guide, charter": f"/start/charter/?{PLAN}",
    "guide, charter, nothing decided": "/start/charter/",
    "guide, too long": f"/start/idea/?name={'x' * 7_000}",
    "vocabularies side by side": "/insights/crosswalk/",
    "countries": "/countries/",
    "country": "/countries/fr/",
    "country, none listed": "/countries/tv/",
    "data": "/data/",
    "codebook": "/data/codebook/",
    "API": "/data/api/",
    "about": "/about/",
    "accessibility": "/accessibility/",
    "privacy": "/privacy/",
    "in French": "/fr/communities/",
    "not there": "/no-such-page/",
    "unreadable": "/communities/?q=a%00b",
    "500": "drawn: 500",
    "503": "drawn: 503",
}
SENDING = {
    "before you start": "/submit/",
    "before you start, trapped": "/submit/",
    "all questions": "/submit/questions/",
    "form out of date": "/submit/",
    "too often": "drawn: too often",
    "lost link": "/submit/link/",
    "lost link, wrong": "/submit/link/",
    "lost link, asked": "/submit/link/?asked=1",
    "from the guide": f"/submit/from-guide/?{PLAN}",
    "from the guide, trapped": f"/submit/from-guide/?{PLAN}",
    "community, from the guide": f"/submit/from-guide/?{PLAN}",
    "community, in part from the guide": "/submit/from-guide/?scale=national",
    "alert": "/submit/alert/?scale=national&country=FI&q=foresight",
    "alert, whole catalogue": "/submit/alert/",
    "alert, wrong": "/submit/alert/?scale=no-such-scale",
    "alert, asked": "/submit/alert/?scale=national&asked=1",
    "alert, ended": "/submit/alert/?scale=national&ended=1",
    "alert, to confirm": "/submit/alert/{alert-asked}/confirm/",
    "alert, confirmed before": "/submit/alert/{alert-used}/confirm/",
    "alert, begun": "/submit/alert/{alert}/?begun=1",
    "alert, renewed": "/submit/alert/{alert}/?renewed=1",
    "alert, link unknown": "/submit/alert/nobody-ever-issued-this/",
    "change": "/submit/change/{full}/",
    "draft": "/submission/{empty}/",
    "draft, wrong": "/submission/{wrong}/",
    "draft of a change": "/submission/{change}/",
    **{f"{slug}, empty": f"/submission/{{empty}}/{slug}/" for slug in SECTIONS},
    **{f"{slug}, wrong": f"/submission/{{wrong}}/{slug}/" for slug in SECTIONS if slug != "withheld"},
    **{f"{slug}, filled in": f"/submission/{{filled}}/{slug}/" for slug in SECTIONS},
    "community, required answers missing": "/submission/{missing}/community/",
    "community, OPSI asks": "/submission/{asked}/community/",
    "community, saved elsewhere": "/submission/{begun}/community/",
    "community, ended meanwhile": "drawn: too late",
    "check, troubles": "/submission/{wrong}/check/",
    "check, filled in": "/submission/{filled}/check/",
    "check, looks the same": "/submission/{twin}/check/",
    "check, looks the same and unanswered": "/submission/{twin}/check/",
    "check, not sent": "/submission/{missing}/check/",
    "check, a change": "/submission/{change}/check/",
    "check, nothing changed": "/submission/{unchanged}/check/",
    "check, an answer to OPSI": "/submission/{asked}/check/",
    "copy": "/submission/{filled}/answers/",
    "copy, wrong and empty": "/submission/{wrong}/answers/",
    "copy, a change": "/submission/{change}/answers/",
    "show": "/submission/{filled}/show/",
    "show, made": "/submission/{begun}/show/",
    "show, there is a link": "/submission/{shown-by}/show/",
    "shown": "/submission/{shown}/shown/",
    "shown, privately": "/submission/{shown-privately}/shown/",
    "shown, a change": "/submission/{shown-change}/shown/",
    "shown, ended": "/submission/{shown-ended}/shown/",
    "later": "/submission/{filled}/later/",
    "later, wrong": "/submission/{begun}/later/",
    "later, sent": "/submission/{filled}/later/?sent=1",
    "sent": "/submission/{unconfirmed}/sent/",
    "sent, again": "/submission/{unconfirmed}/sent/?fresh=1",
    "sent, wrong code": "/submission/{unconfirmed}/sent/",
    "confirm": "/submission/{good}/confirm/",
    "confirmed before": "/submission/{used}/confirm/",
    "confirming link expired": "/submission/{late}/confirm/",
    "unknown link": "/submission/nobody-ever-issued-this/",
    "expired link": "/submission/{expired}/",
    "expired link, no address": "/submission/{nameless-expired}/",
    "fresh link sent": "/submission/{expired}/",
    "waiting": "/submission/{pending}/",
    "asked": "/submission/{asked}/",
    "approved": "/submission/{approved}/",
    "declined": "/submission/{declined}/",
    "withdrawn": "/submission/{withdrawn}/",
    "ended draft": "/submission/{ended-draft}/",
    "withdraw": "/submission/{pending}/withdraw/",
    "erase": "/submission/{approved}/erase/",
    "erase, not confirmed": "/submission/{filled}/erase/",
    "erase, not ticked": "/submission/{missing}/erase/",
    "erased": "drawn: erased",
    "sign in": "/accounts/login/",
    "sign in, wrong": "/accounts/login/",
}

# What is typed over and sent on that page to bring the state about, by the names of its first form's fields.
SENT: dict[str, dict[str, str]] = {
    "before you start, trapped": {"website_2": "filled in by a script"},
    "from the guide, trapped": {"website_2": "filled in by a script"},
    "community, from the guide": {},
    "community, in part from the guide": {},
    "form out of date": {"csrfmiddlewaretoken": ""},
    "lost link, wrong": {"email": "nobody"},
    "alert, wrong": {"email": "nobody"},
    "community, saved elsewhere": {"seen": "before", "name": "Typed in another tab"},
    "check, looks the same and unanswered": {},
    "check, not sent": {},
    "show, made": {},
    "later, wrong": {"email": ""},
    "erase, not ticked": {},
    "sent, wrong code": {"code": "WRONG234"},
    "fresh link sent": {},
    "sign in, wrong": {"login": "nobody", "password": "wrong"},
}
# Where everything that can be unfolded is.
UNFOLDED = (
    "map of a region, chosen",
    "map of a region, framed",
    "list, every filter open",
    "entry, everything stated",
    "insights",
    "community, filled in",
)
EVERY = {**CATALOGUE, **SENDING}


def address(state: str, names: dict[str, str]) -> str:
    """Where the state is seen; nothing for a page that was drawn."""
    found = EVERY[state]
    return "" if found.startswith("drawn: ") else found.format(**names)


def drawn(state: str, pages: dict[str, str]) -> str:
    return pages[EVERY[state].removeprefix("drawn: ")]
