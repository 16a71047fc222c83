"""Git and cloud kept in step: three states, a plan, apply, pull and the pull-request report."""
