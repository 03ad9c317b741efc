"""People: what groups have settled, what is not made for anybody, whose key it is, what is kept of them."""
