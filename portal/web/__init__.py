"""Flask around the views: answers, refusals, navigation, templates, serving."""
