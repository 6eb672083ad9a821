// The front of the room.
#include "workflow/reader.h"

#include <utility>

#include "workflow/workflow_set.h"

namespace ropewalk::workflow {

ReadWorkflowResult read_workflow(const SourceFilePtr& file, const ReadOptions& options, const WorkflowLoader& load) {
  ReadState state(options);
  ReadWorkflowResult result;
  result.workflow = read_workflow_set(file, state, load);
  for (const Problem& problem : state.problems.all()) {
    result.errors.push_back(problem.error);
  }
  result.unread = std::move(state.unread);
  return result;
}

}  // namespace ropewalk::workflow
