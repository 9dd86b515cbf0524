from inginious_container_api import feedback, input

input.parse_template("template")
with open("template") as template:
    feedback.set_global_feedback(template.read().rstrip())
set_global_result("failed")
set_grade(10)
set_problem_result("failed", "q1")
set_problem_feedback("no", "q1")
