"""One recogniser for each kind of identifier: a function from a text to the places in it where one stands."""
