"""A real Asterisk and a telephone network on loopback: what `pronto lab`, `pronto demo` and the tests run against."""
