// The JSON Lines form of reading workflows: `ropewalk parse --json` answers each request line by one response line.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace ropewalk::app {

/// Answers one request, a JSON object:
///   id         anything; it comes back in the response
///   path       the file's name in messages, by default `workflow.yml`
///   content    the workflow's text; required
///   workflows  the texts of workflows that may be called, by their `uses:`
///   options    includeSource, strictOn, emitEvents, anchors, features, permissionsPolicy, maxDepth, maxFileSize,
///              maxResultSize, maxJobLimit, maxNestedDepth, skipReusable, partialRerun, compat
/// The response is `{"id": …, "template": {…}}`, without a line end; `template` has `errors` in GitHub's words, or the
/// workflow as GitHub's own test data writes it. Fails with kUsage when the line is no such request.
[[nodiscard]] Result<std::string> answer_parse_request(std::string_view line);

}  // namespace ropewalk::app
