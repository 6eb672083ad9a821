// The commands below `ropewalk perf`.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "cli/command.h"
#include "perf/judge.h"

namespace ropewalk::cli {

[[nodiscard]] const Command& perf_compare_command();
[[nodiscard]] const Command& perf_bisect_command();
[[nodiscard]] const Command& perf_judge_command();
[[nodiscard]] const Command& perf_load_command();
[[nodiscard]] const Command& perf_record_command();
[[nodiscard]] const Command& perf_history_command();

/// Judgements as text for people, and as JSON (schemas/perf-compare.schema.json).
[[nodiscard]] std::string judgement_lines(const std::vector<perf::Judgement>& judgements);
[[nodiscard]] json::array judgements_json(const std::vector<perf::Judgement>& judgements);
/// A table for a job's summary or a comment.
[[nodiscard]] std::string judgements_markdown(const std::vector<perf::Judgement>& judgements);
/// 1 when something is slower, 3 when something cannot be told, else 0.
[[nodiscard]] int judgements_code(const std::vector<perf::Judgement>& judgements);

}  // namespace ropewalk::cli
