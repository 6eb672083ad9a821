#include "engine/job/job_folders.h"

#include "base/strings.h"

namespace ropewalk::engine {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLongestName = 60;

}  // namespace

std::string folder_name(std::string_view id) {
  constexpr std::string_view kPlain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
  std::string name;
  for (const char c : id.substr(0, kLongestName)) {
    const bool is_plain = kPlain.find(c) != std::string_view::npos;
    if (is_plain || name.empty() || name.back() != '_') {
      name += is_plain ? c : '_';
    }
  }
  while (!name.empty() && name.back() == '_') {
    name.pop_back();
  }
  const bool is_usable = name.find_first_not_of('.') != std::string::npos;
  return is_usable ? name : "job";
}

Result<JobFolders> make_job_folders(const RunContext& run, std::string_view name) {
  const std::string& repository = run.event.repository;
  const std::string short_name = folder_name(repository.substr(repository.find('/') + 1));
  const fs::path root = run.options.work_folder / name;
  JobFolders folders{.root = root,
                     .workspace = root / short_name / short_name,
                     .temp = root / "_temp",
                     .home = root / "_home",
                     .tool_cache = root / "_tool",
                     .steps = run.options.step_folder / name,
                     .event_file = root / "_temp" / "_github_workflow" / "event.json"};
  for (const fs::path* folder :
       {&folders.workspace, &folders.temp, &folders.home, &folders.tool_cache, &folders.steps}) {
    if (auto made = run.ports.files.make_directories(*folder); !made) {
      return fail(std::move(made.error()));
    }
  }
  // Downloads of pip are shared by all jobs, at the place where pip and actions/cache look for them.
  const fs::path downloads = run.options.shared_cache / "pip";
  for (const fs::path& folder : {downloads, folders.home / ".cache"}) {
    if (auto made = run.ports.files.make_directories(folder); !made) {
      return fail(std::move(made.error()));
    }
  }
  if (auto linked = run.ports.files.make_symlink(downloads, folders.home / ".cache" / "pip"); !linked) {
    return fail(std::move(linked.error()));
  }
  if (auto written = run.ports.files.write(folders.event_file, run.event_json); !written) {
    return fail(std::move(written.error()));
  }
  if (run.ports.repository != nullptr && !run.options.allows_push) {
    const std::string guard = run.ports.repository->push_guard();
    if (auto written = run.ports.files.write_quick(folders.home / ".gitconfig", guard); !written) {
      return fail(std::move(written.error()));
    }
  }
  return folders;
}

std::string remove_job_folders(const RunContext& run, const JobFolders& folders, bool is_kept) {
  std::string trouble;
  if (auto removed = run.ports.files.remove_all(folders.steps); !removed) {
    trouble = removed.error().message;
  }
  if (!run.options.keeps_work && !is_kept) {
    if (auto removed = run.ports.files.remove_all(folders.root); !removed) {
      trouble = removed.error().message;
    }
  }
  return trouble;
}

}  // namespace ropewalk::engine
