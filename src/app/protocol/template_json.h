// A read workflow as JSON, in the form of GitHub's public test data (actions/languageservices, testdata/reader).
#pragma once

#include "base/json.h"
#include "workflow/model.h"
#include "workflow/read_state.h"

namespace ropewalk::app {

struct JsonOptions {
  /// Tokens tell file, line and column, and there is a table of files.
  bool has_source = false;
  /// There is an `events` member.
  bool has_events = false;
  /// The table of files is sorted by name.
  bool sorts_files = false;
};

/// The workflow with those that it calls. `state` is what it was read with.
[[nodiscard]] json::object template_json(const workflow::Workflow& workflow, workflow::ReadState& state,
                                         const JsonOptions& options);

/// `{"errors": [{"Message": …}]}` with the first ten errors in GitHub's words.
[[nodiscard]] json::object errors_json(const workflow::Problems& problems);

}  // namespace ropewalk::app
