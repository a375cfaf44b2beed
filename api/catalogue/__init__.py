"""Catalogues: the words of families' pages in another language, and the signature of whoever has checked them.

``mi.po`` holds te reo Māori. A family reads it only while a review beside it (``mi.review``) names its exact bytes and
is signed by a reviewer whom this site knows; until then the operator alone has a preview (decision 0036).
"""
