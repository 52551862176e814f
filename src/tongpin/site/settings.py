"""Settings, from the environment only; every variable starts with TONGPIN_ (docs/manual lists them)."""

from pathlib import Path

from tongpin.site import environment

PACKAGE = Path(__file__).resolve().parent.parent

# ---------------------------------------------------------------- where it runs
DATA = environment.data_folder("TONGPIN_DATA", "var")
DEBUG = environment.flag("TONGPIN_DEBUG", default=False)
SECRET_KEY = environment.text("TONGPIN_SECRET_KEY", "") or environment.kept_secret(DATA / "secret-key")
ALLOWED_HOSTS = environment.listing("TONGPIN_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
HTTPS = environment.flag("TONGPIN_HTTPS", default=False)
DATABASES = {"default": environment.database("TONGPIN_DATABASE", DATA / "tongpin.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "tongpin.site.urls"
WSGI_APPLICATION = "tongpin.site.wsgi.application"

# ---------------------------------------------------------------- parts
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "tongpin.crm",
    "tongpin.web",
]
MIDDLEWARE = [
    "tongpin.site.middleware.SecurityPolicy",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "tongpin.site.middleware.LanguageOfUser",
    "tongpin.site.middleware.PartnersApart",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # Ours before allauth's, which has pages of the same names.
        "DIRS": [PACKAGE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tongpin.web.nav.news_count",
            ],
        },
    }
]

# ---------------------------------------------------------------- people
AUTH_USER_MODEL = "crm.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "tongpin.site.sign_in.InvitedOnly"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Tongpin"

# ---------------------------------------------------------------- languages and formats
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("zh-hant", "繁體中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
FORMAT_MODULE_PATH = "tongpin.site.formats"
USE_I18N = True
USE_TZ = True
TIME_ZONE = environment.time_zone("TONGPIN_TIME_ZONE", "Asia/Shanghai")
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = HTTPS

# ---------------------------------------------------------------- files served
STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
_STATIC_STORAGE = (
    "django.contrib.staticfiles.storage.StaticFilesStorage"
    if DEBUG
    else "whitenoise.storage.CompressedManifestStaticFilesStorage"
)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": _STATIC_STORAGE},
}
WHITENOISE_USE_FINDERS = DEBUG

# ---------------------------------------------------------------- safety
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
CSRF_TRUSTED_ORIGINS = [f"https://{host.lstrip('.')}" for host in ALLOWED_HOSTS if host != "*"] if HTTPS else []
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
if environment.flag("TONGPIN_BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
# A note of a million Chinese characters, the longest that the page takes, is nine megabytes once a form escapes it.
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000 * environment.number("TONGPIN_MAX_REQUEST_MB", 12, low=1, high=1000)
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 100

# ---------------------------------------------------------------- what lies outside
# Nothing is mailed until a later release brings it; a message must not fail for want of a server.
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
MODEL_ENDPOINT_URL = environment.web_address("TONGPIN_MODEL_URL")
MODEL_ENDPOINT_KEY = environment.text("TONGPIN_MODEL_KEY", "")
MODEL_ENDPOINT_NAME = environment.text("TONGPIN_MODEL_NAME", "")
MODEL_ENDPOINT_SECONDS = environment.number("TONGPIN_MODEL_SECONDS", 20, low=1, high=300)
CHROMIUM = environment.text("TONGPIN_CHROMIUM", "")
PDF_SECONDS = environment.number("TONGPIN_PDF_SECONDS", 60, low=1, high=600)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"django": {"handlers": [], "level": "WARNING", "propagate": True}},
}
