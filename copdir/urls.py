"""The site map on one screen: staff, health, and the public pages in both languages."""

from allauth.account.decorators import secure_admin_login
from allauth.account.views import password_reset
from allauth.mfa.totp.views import activate_totp
from csp.decorators import csp_update
from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path
from django.views.generic import TemplateView

from communities.public_pages import public
from copdir import icons, mailbox, security_contact, views
from submissions.privacy import views as privacy
from submissions.views.limiting import limits_letters

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("livez", views.livez, name="livez"),
    path("readyz", views.readyz, name="readyz"),
    path("favicon.ico", icons.favicon, name="favicon"),
    path(".well-known/security.txt", security_contact.security_txt, name="security"),
    path("admin/", admin.site.urls),
    # The page that shows the QR code draws it as a data: image.
    path("accounts/2fa/totp/activate/", csp_update({"img-src": ["data:"]})(activate_totp)),
    path(
        "accounts/password/reset/",
        limits_letters(password_reset, done="account_reset_password_done"),
        name="account_reset_password",
    ),
    path("accounts/", include("allauth.urls")),
    path("", include("communities.open_urls")),
    *i18n_patterns(
        path("", include("communities.urls")),
        path("", include("submissions.urls")),
        path("manifest.webmanifest", icons.manifest, name="manifest"),
        *(
            path(
                f"{name}/",
                public(
                    TemplateView.as_view(
                        template_name=f"pages/{name}.html", extra_context={"address": settings.CONTACT_EMAIL}
                    )
                ),
                name=name,
            )
            for name in ("about", "accessibility")
        ),
        path("privacy/", public(privacy.page), name="privacy"),
        prefix_default_language=False,
    ),
]
if settings.SHOWS_LETTERS:
    urlpatterns += [
        path("letters/", mailbox.letters, name="letters"),
        path("letters/<slug:name>/", mailbox.letter_as_mailed, name="letter_as_mailed"),
    ]
if settings.DEBUG:
    urlpatterns += [path("design/", include("submissions.design.urls"))]

handler400 = views.bad_request
handler403 = views.permission_denied
handler404 = views.not_found
handler500 = views.server_error
