#include "init/proposal.h"

#include <utility>

#include "text/line_diff.h"

namespace ropewalk::init {

std::string_view name(Step step) {
  switch (step) {
    case Step::kCreate: return "create";
    case Step::kKeep: return "keep";
    case Step::kUpdate: return "update";
    case Step::kMerge: return "merge";
    case Step::kConflict: return "conflict";
    case Step::kEdited: return "edited";
    case Step::kUnknown: return "differs";
  }
  return "";
}

Proposal propose(PipelineFile file, std::optional<std::string> current, const Manifest& manifest,
                 const FindBlob& find_blob) {
  Proposal proposal{.file = std::move(file), .step = Step::kCreate, .current = std::move(current), .result = {}};
  proposal.result = proposal.file.text;
  if (!proposal.current) {
    return proposal;
  }
  // Settings are the team's from the first day on.
  if (*proposal.current == proposal.file.text || proposal.file.part == "config") {
    proposal.step = Step::kKeep;
    proposal.result = *proposal.current;
    return proposal;
  }
  const auto written = manifest.find(proposal.file.path);
  if (written == manifest.end()) {
    proposal.step = Step::kUnknown;
    return proposal;
  }
  if (blob_id(*proposal.current) == written->second) {
    proposal.step = Step::kUpdate;
    return proposal;
  }
  if (blob_id(proposal.file.text) == written->second) {
    proposal.step = Step::kEdited;
    proposal.result = *proposal.current;
    return proposal;
  }
  const std::optional<std::string> base = find_blob(written->second);
  if (!base) {
    proposal.step = Step::kUnknown;
    return proposal;
  }
  text::Merged merged = text::merge_lines(*base, *proposal.current, proposal.file.text, "yours", "template");
  proposal.step = merged.conflicts > 0 ? Step::kConflict : Step::kMerge;
  proposal.result = std::move(merged.text);
  return proposal;
}

}  // namespace ropewalk::init
