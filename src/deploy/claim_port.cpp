#include "deploy/claim_port.h"

#include <algorithm>
#include <charconv>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "deploy/targets/instance_records.h"

namespace ropewalk::deploy {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> folders_in(const ports::Files& files, const fs::path& folder) {
  std::vector<fs::path> found;
  const auto entries = files.list(folder);
  for (const ports::FileEntry& entry : entries ? *entries : std::vector<ports::FileEntry>()) {
    if (entry.type == ports::FileType::kDirectory) {
      found.push_back(folder / entry.path.filename());
    }
  }
  return found;
}

/// What the environment has written down.
void add_ports_of(const fs::path& folder, const Machine& machine, std::vector<int>& taken) {
  if (const auto text = machine.files.read(folder / kEdgePortFile)) {
    int port = 0;
    std::from_chars(text->data(), text->data() + text->size(), port);
    taken.push_back(port);
  }
  const InstanceRecords records(folder, machine);
  for (const std::int64_t number : records.numbers()) {
    for (const Instance& one : records.read(number)) {
      taken.push_back(one.port);
    }
  }
}

/// The folder of all deployments, services and their environments: `<root>/<service>/environments/<environment>`.
fs::path root_of(const fs::path& folder) { return folder.parent_path().parent_path().parent_path(); }

Result<std::unique_ptr<ports::FileLock>> lock_of(const fs::path& root, const Machine& machine) {
  constexpr std::chrono::milliseconds kPoll{2};
  constexpr std::chrono::seconds kPatience{10};
  const auto deadline = machine.clock.monotonic() + kPatience;
  while (true) {
    auto lock = machine.files.try_lock(root / "ports.lock", ports::MissingFile::kMake);
    if (!lock || *lock) {
      return lock;
    }
    if (machine.clock.monotonic() > deadline) {
      return fail(ErrorKind::kInternal, "another command has been choosing a port for ten seconds");
    }
    std::this_thread::sleep_for(kPoll);
  }
}

}  // namespace

Result<int> claim_port(const Machine& machine, const fs::path& folder, int wanted,
                       const std::function<Result<void>(int port)>& keep) {
  const fs::path root = root_of(folder);
  const auto lock = lock_of(root, machine);
  if (!lock) {
    return fail(lock.error());
  }
  std::vector<int> taken;
  for (const fs::path& service : folders_in(machine.files, root)) {
    for (const fs::path& environment : folders_in(machine.files, service / "environments")) {
      add_ports_of(environment, machine, taken);
    }
  }
  int port = wanted;
  if (wanted == 0 || std::find(taken.begin(), taken.end(), wanted) != taken.end() ||
      machine.loopback.is_listening(wanted)) {
    auto free = machine.loopback.free_port(taken);
    if (!free) {
      return free;
    }
    port = *free;
  }
  if (auto kept = keep(port); !kept) {
    return fail(std::move(kept.error()));
  }
  return port;
}

}  // namespace ropewalk::deploy
