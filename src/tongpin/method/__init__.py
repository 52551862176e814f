"""The method: where the customer is in the purchase, whether we are in step, and what to do next.

Pure functions over plain data. Nothing here reads a clock, a database or the network; the only files
read are the data files beside this package.
"""
