// A value as the workflow's author wrote it, for what cannot be evaluated before the run.
#pragma once

#include <string>

#include "base/source.h"
#include "workflow/token.h"

namespace ropewalk::plan {

/// On one line: `Test ${{ needs.a.outputs.label }}`, with quotes taken off, items and members joined by commas.
[[nodiscard]] std::string written_form(const workflow::Token& token, const SourceFile& file);

}  // namespace ropewalk::plan
