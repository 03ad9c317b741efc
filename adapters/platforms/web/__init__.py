"""The web as a platform: an API for programs, pages for people, and the door that webhooks come in by.

`entrance` is always there and loads no web library: `postman`, the way back, and `keys`. `web` opens the
door: `app` has the rooms behind the `guard`, `lobby` what they work with. `api` is for programs.
"""
