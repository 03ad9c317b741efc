"""The web as a platform: an API for programs, pages for people, and the door that webhooks come in by.

`web` puts it together, `app` has the rooms behind the `guard`, `lobby` what they work with. `api` is for
programs; `postman` is the way back. Whoever only needs `keys` loads no web library.
"""
