"""The addresses of what the public sends: the guide, before you start, and the private pages behind a link."""

from django.urls import path

from .guide import views as guide
from .inquiries import views as inquiries
from .living import views as living
from .views import (
    alerting,
    announcing,
    answering,
    changing,
    checking,
    claiming,
    closing,
    consenting,
    copying,
    introducing,
    owning,
    printing,
    refused,
    reporting,
    self_check,
    showing,
    standing,
    starting,
    telling,
)

app_name = "submissions"
urlpatterns = [
    path("submit/", starting.start, name="start"),
    path("submit/questions/", printing.questions, name="questions"),
    path("submit/questions/es/", printing.questions_in_spanish, name="questions_es"),
    path("submit/questions.es.odt", printing.document_in_spanish, name="questions_es_document"),
    path("submit/questions.odt", printing.questions_document, name="questions_document"),
    path("submit/link/", starting.resume, name="resume"),
    path("submit/alert/", alerting.ask, name="alert"),
    path("submit/alert/<str:token>/", alerting.kept, name="alert_kept"),
    path("submit/alert/<str:token>/confirm/", alerting.confirm, name="alert_confirm"),
    path("submit/question/", inquiries.ask, name="question"),
    path("submit/answer/<str:token>/", inquiries.answer, name="answer"),
    path("submit/entry/<str:token>/", living.entry, name="entry"),
    path("submit/from-guide/", guide.draft, name="guide-draft"),
    path("submit/close/<slug:slug>/", closing.close, name="close"),
    path("submit/change/<slug:slug>/", changing.change, name="change"),
    path("start/", guide.begin, name="guide"),
    path("start/found/", guide.found, name="guide-found"),
    path("start/ways/", guide.ways, name="guide-ways"),
    path("start/charter/", guide.printed, name="guide-charter"),
    path("start/<slug:part>/", guide.part, name="guide-part"),
    path("submit/claim/<slug:slug>/", claiming.claim, name="claim"),
    path("submit/lesson/<slug:slug>/", telling.lesson, name="lesson"),
    path("submit/session/<slug:slug>/", announcing.session, name="session"),
    path("submit/self-check/", self_check.page, name="self_check"),
    path("submit/introduce/<slug:slug>/", introducing.introduction, name="introduction"),
    path("submit/report/<slug:slug>/", reporting.report, name="report"),
    path("submission/<str:token>/", standing.status, name="status"),
    path("submission/<str:token>/check/", checking.check, name="check"),
    path("submission/<str:token>/answers/", copying.copy, name="copy"),
    path("submission/<str:token>/answers.odt", copying.copy_document, name="copy_document"),
    path("submission/<str:token>/show/", showing.show, name="show"),
    path("submission/<str:token>/shown/", showing.read, name="shown"),
    path("submission/<str:token>/data.json", owning.data, name="data"),
    path("submission/<str:token>/erase/", owning.erase, name="erase"),
    path("submission/<str:token>/agreed/", consenting.agreed, name="agreed"),
    path("submission/<str:token>/later/", answering.later, name="later"),
    path("submission/<str:token>/more-time/", standing.more_time, name="more_time"),
    path("submission/<str:token>/sent/", standing.sent, name="sent"),
    path("submission/<str:token>/again/", standing.again, name="again"),
    path("submission/<str:token>/confirm/", standing.confirm, name="confirm"),
    path("submission/<str:token>/fresh/", standing.fresh, name="fresh"),
    path("submission/<str:token>/withdraw/", standing.withdraw, name="withdraw"),
    path("submission/<str:token>/session/", announcing.announce, name="announce"),
    path("submission/<str:token>/call-off/", announcing.call_off, name="call_off"),
    path("submission/<str:token>/peers/", introducing.worth_knowing, name="peers"),
    path("submission/<str:token>/peers/<slug:slug>/", introducing.ask, name="peer_ask"),
    path("submission/<str:token>/introduction/", introducing.introduced, name="introduced"),
    path("submission/<str:token>/<slug:section>/", answering.section, name="section"),
]

# Whose cookies are blocked is told so, and keeps what they typed.
for page in urlpatterns:
    page.callback.refused_as_forged = refused.unmatched  # type: ignore[attr-defined]
