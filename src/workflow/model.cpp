// Looking up jobs and triggers.
#include "workflow/model.h"

#include <algorithm>

#include "base/strings.h"

namespace ropewalk::workflow {

const Job* Workflow::find_job(std::string_view id) const {
  const auto found =
      std::find_if(jobs.begin(), jobs.end(), [&](const Job& job) { return equals_ignoring_case(job.id, id); });
  return found == jobs.end() ? nullptr : &*found;
}

const Trigger* Workflow::find_trigger(std::string_view event) const {
  const auto found =
      std::find_if(triggers.begin(), triggers.end(), [&](const Trigger& trigger) { return trigger.event == event; });
  return found == triggers.end() ? nullptr : &*found;
}

}  // namespace ropewalk::workflow
