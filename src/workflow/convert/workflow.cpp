// One key after another, in the order of the file.
#include "workflow/convert/workflow.h"

#include <string_view>

#include "workflow/convert/job_checks.h"
#include "workflow/convert/jobs.h"
#include "workflow/convert/triggers.h"

namespace ropewalk::workflow {

Workflow convert_workflow(Conversion& conversion, const Token& root) {
  Workflow workflow;
  for (const Member& member : root.members) {
    const std::string_view key = member.key.text;
    const Token* value = &member.value;
    if (key == "on") {
      workflow.triggers = convert_triggers(conversion, *value);
    } else if (key == "jobs") {
      workflow.jobs = convert_jobs(conversion, *value);
    } else if (key == "concurrency") {
      check_concurrency(conversion, *value);
      workflow.concurrency = value;
    } else if (key == "name") {
      workflow.name = value;
    } else if (key == "run-name") {
      workflow.run_name = value;
    } else if (key == "permissions") {
      workflow.permissions = value;
    } else if (key == "env") {
      workflow.env = value;
    } else if (key == "defaults") {
      workflow.defaults = value;
    }
  }
  return workflow;
}

}  // namespace ropewalk::workflow
