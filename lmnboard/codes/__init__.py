"""The code books: ICD-10-CM from packaged data, CMS's files for newer years, HCPCS and the clinic's own CPT list.

May import `knowledge` and `model`. `Books` makes one sqlite index of all of them in the user's cache and opens it;
what it answers is `knowledge.code_book`. Nothing is read before it is asked for.
"""

from lmnboard.codes.books import Books

__all__ = ["Books"]
