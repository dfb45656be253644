"""The ground the tests stand on: two engines, a stopped clock, people with names, pages as people see them."""
