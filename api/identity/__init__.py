"""Who is asking: sessions, sign-in by OpenID Connect, one-time codes, and what keeps strangers from all of them."""
