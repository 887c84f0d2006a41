"""How people sign in: django-allauth's switches. The same on the platform and in every pizzeria.

Codes instead of links everywhere: allauth's confirmation keys and Django's reset tokens resolve on
another tenant when primary keys match; a code lives in this host's own session.
"""

import os

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "accounts:home"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("TRUSTED_PROXY_COUNT", "0"))
ACCOUNT_ADAPTER = "shared_apps.accounts.adapter.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "shared_apps.accounts.adapter.SocialAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_ENABLED = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS = {
    provider: {"APPS": [{"client_id": os.environ[f"{name}_CLIENT_ID"], "secret": os.environ[f"{name}_CLIENT_SECRET"]}]}
    for provider, name in (("google", "GOOGLE"), ("facebook", "FACEBOOK"))
    if os.environ.get(f"{name}_CLIENT_ID")
}
_ORIGINS = {"google": "https://accounts.google.com", "facebook": "https://www.facebook.com"}
SOCIAL_ORIGINS = [_ORIGINS[provider] for provider in SOCIALACCOUNT_PROVIDERS]
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ADAPTER = "shared_apps.accounts.adapter.MFAAdapter"
# Passkeys need a secure context; browsers count *.localhost as one, the library has to be told.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = os.environ.get("ENVIRONMENT", "development") != "production"
MFA_TOTP_ISSUER = ""  # the house's name, by MFAAdapter
MFA_TOTP_TOLERANCE = 1
OAUTH2_PROVIDER_APPLICATION_MODEL = "accounts.ApiClient"
OAUTH2_PROVIDER = {
    "ACCESS_TOKEN_EXPIRE_SECONDS": 3600,
    "SCOPES": {"read": "Read what your role may see", "write": "Do what your role may do"},
    "DEFAULT_SCOPES": ["read"],
    "SCOPES_BACKEND_CLASS": "shared_apps.accounts.scopes.ScopesOfTheClient",
    "PKCE_REQUIRED": True,
    "COMPLIANT_BCP_RFC9700_TOKEN_STORAGE": True,  # tokens are kept as hashes
}
