"""Messages as an id with parameters, and the catalogues that make sentences of them."""
