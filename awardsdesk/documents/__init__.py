"""What leaves for paper or publication: gather, check, draw.

Paper is always Chinese, whatever the language of the screen: `_()` marks only what is told to the user.
"""
