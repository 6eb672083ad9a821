// A workflow with all that it calls, as the reader and the requests of `parse --json` both need it.
#pragma once

#include <memory>
#include <string_view>

#include "workflow/model.h"
#include "workflow/read_state.h"
#include "workflow/reader.h"

namespace ropewalk::workflow {

/// False, which is noted, when the file has more UTF-16 units than the limit.
[[nodiscard]] bool is_within_size(const SourceFilePtr& file, ReadState& state);

/// Reads one workflow file into `state`; null when something is wrong.
[[nodiscard]] std::shared_ptr<Workflow> read_file(const SourceFilePtr& file, ReadState& state);

/// Reads a workflow and, when `load` is given, everything that it calls. Null when something is wrong anywhere.
[[nodiscard]] std::shared_ptr<const Workflow> read_workflow_set(const SourceFilePtr& file, ReadState& state,
                                                                const WorkflowLoader& load);

/// What a call passes is checked against what the called workflow takes: inputs and their types, secrets.
/// (WorkflowTemplateConverter.ConvertToOnTrigger)
void check_call(const Job& call, const Workflow& called, ReadState& state);

}  // namespace ropewalk::workflow
