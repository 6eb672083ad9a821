// Which files the words of the command line mean.
#pragma once

#include <string>
#include <vector>

#include "app/place.h"
#include "app/workflow_path.h"
#include "base/result.h"
#include "ports/files.h"

namespace ropewalk::app {

/// What each word means, the first that fits:
///   with a `/`   a file or a folder, from the place's base or from its top, `.yml` and `.yaml` may be left out
///   `ci.yml`     that file in the base, else under `.github/workflows`
///   `ci`         a file under `.github/workflows` without its extension, then the `name:` of a workflow there, then
///                a file in the base, then a folder there that holds workflows (`*.yml`, `*.yaml`)
/// Without words all of `.github/workflows`. Sorted within a folder, each file once. Errors: kUsage for a word that
/// means nothing or several files; kNotFound without words, when there is no workflow.
[[nodiscard]] Result<std::vector<WorkflowPath>> find_workflows(const ports::Files& files, const Place& place,
                                                               const std::vector<std::string>& words);

}  // namespace ropewalk::app
