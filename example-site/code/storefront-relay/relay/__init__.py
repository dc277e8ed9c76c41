"""One request for one page: the back end that belongs to the front end."""
