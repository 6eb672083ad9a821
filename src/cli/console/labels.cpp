#include "cli/console/labels.h"

#include <algorithm>

#include "base/display.h"
#include "base/strings.h"

namespace ropewalk::cli {
namespace {

constexpr std::size_t kShaLength = 40;
constexpr std::size_t kShortSha = 7;

bool is_hex(std::string_view text) {
  return text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

std::string with_short_sha(std::string text) {
  const std::size_t at = text.rfind('@');
  if (at == std::string::npos || text.size() < at + 1 + kShaLength) {
    return text;
  }
  const bool is_longer = text.size() > at + 1 + kShaLength && is_hex(text.substr(at + 1 + kShaLength, 1));
  if (!is_longer && is_hex(std::string_view(text).substr(at + 1, kShaLength))) {
    text.erase(at + 1 + kShortSha, kShaLength - kShortSha);
  }
  return text;
}

/// How long the folder of a job's copy is at the start of `text`, which stands behind `/work/`: the run's folder
/// (`<repository>-<number>`), the job's, and twice the repository's name (engine/job/job_folders.h). 0 when it is none.
std::size_t copy_length(std::string_view text) {
  std::size_t end = 0;
  std::string_view parts[4];
  for (std::string_view& part : parts) {
    const std::size_t slash = text.find('/', end);
    if (slash == std::string_view::npos) {
      return 0;
    }
    part = text.substr(end, slash - end);
    if (part.empty() || part.find_first_of(" \"'") != std::string_view::npos) {
      return 0;
    }
    end = slash + 1;
  }
  const std::size_t dash = parts[2].size();
  const bool is_run = parts[0].starts_with(parts[2]) && dash + 1 < parts[0].size() && parts[0][dash] == '-' &&
                      parts[0].find_first_not_of("0123456789", dash + 1) == std::string_view::npos;
  return is_run && parts[2] == parts[3] ? end : 0;
}

/// Where the path begins that ends at `end`.
std::size_t path_begin(std::string_view text, std::size_t end) {
  const std::size_t before = text.find_last_of(" \t\"'()[]{}<>=,;|:", end);
  return before == std::string_view::npos ? 0 : before + 1;
}

}  // namespace

std::string job_name(const report::JobState& job) { return printable(job.queued.name); }

std::string step_name(const record::StepStarted& step) { return with_short_sha(printable(step.name)); }

std::string workflow_name(const record::RunStarted& run) {
  return printable(run.workflow_name.empty() ? run.workflow_path : run.workflow_name);
}

std::string run_about(const record::RunStarted& run) {
  std::vector<std::string> parts;
  if (!run.title.empty() && run.title != run.workflow_name) {
    parts.push_back(printable(run.title));
  }
  parts.push_back(printable(run.event));
  if (!run.ref.empty()) {
    parts.push_back(printable(short_ref(run.ref)));
  }
  return join(parts, " · ");
}

std::string short_ref(std::string_view ref) {
  for (const std::string_view prefix : {"refs/heads/", "refs/tags/", "refs/"}) {
    if (ref.starts_with(prefix)) {
      return std::string(ref.substr(prefix.size()));
    }
  }
  return std::string(ref);
}

std::string with_own_paths(std::string_view text) {
  constexpr std::string_view kWork = "/work/";
  std::string out;
  std::size_t taken = 0;
  for (std::size_t at = text.find(kWork); at != std::string_view::npos; at = text.find(kWork, at + 1)) {
    const std::size_t behind = at + kWork.size();
    const std::size_t length = copy_length(text.substr(behind));
    const std::size_t begin = path_begin(text, at);
    if (length == 0 || begin < taken || text[begin] != '/') {
      continue;
    }
    out += text.substr(taken, begin - taken);
    taken = behind + length;
  }
  return out.append(text.substr(taken));
}

}  // namespace ropewalk::cli
