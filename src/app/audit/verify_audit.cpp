#include "app/audit/verify_audit.h"

#include <fmt/format.h>

#include <algorithm>

#include "deploy/audit/index.h"
#include "deploy/audit/kept_head.h"
#include "deploy/kubernetes/cluster_store.h"

namespace ropewalk::app {
namespace {

constexpr std::string_view kName = "audit.log";
/// Environments are a few folders below the state folder; their versions' trees are not looked through.
constexpr int kDepth = 6;

}  // namespace

Result<std::vector<std::filesystem::path>> find_audit_logs(const ports::Files& files,
                                                           const std::filesystem::path& path) {
  switch (files.type_followed(path)) {
    case ports::FileType::kFile: return std::vector{path};
    case ports::FileType::kDirectory: break;
    default: return fail(ErrorKind::kUsage, fmt::format("no file or folder '{}'", path.string()));
  }
  std::vector<std::filesystem::path> found;
  auto entries = files.walk(path, [](const ports::FileEntry& entry) {
    return std::distance(entry.path.begin(), entry.path.end()) < kDepth ? ports::Walk::kEnter : ports::Walk::kSkip;
  });
  if (!entries) {
    return fail(std::move(entries.error()));
  }
  for (const ports::FileEntry& entry : *entries) {
    if (entry.type == ports::FileType::kFile && entry.path.filename() == kName) {
      found.push_back(path / entry.path);
    }
  }
  if (found.empty()) {
    return fail(ErrorKind::kNotFound, fmt::format("no audit log in {}", path.string()),
                "each environment has one from its first deployment on; --store names another folder or file");
  }
  return found;
}

Result<deploy::AuditVerdict> verify_audit_log(const ports::Files& files, deploy::Stores& stores,
                                              const std::filesystem::path& log) {
  const bool has_company = log.filename() == kName;
  const auto is_there = [&](std::string_view name) {
    return has_company && files.type_followed(log.parent_path() / name) == ports::FileType::kFile;
  };
  std::unique_ptr<deploy::Store> store;
  // The index of an environment in a cluster is there.
  if (is_there("deployments.db") && !is_there(deploy::kClusterFile)) {
    auto opened = stores.open(log.parent_path().string());
    if (!opened) {
      return fail(std::move(opened.error()));
    }
    store = std::move(*opened);
  }
  // A deployment that is under way may write between both looks: what is really wrong stays so.
  constexpr int kLooks = 3;
  deploy::AuditVerdict verdict;
  for (int look = 0; look < kLooks && (look == 0 || verdict.problem); ++look) {
    const auto kept_text = is_there(deploy::kAuditHeadFile) ? files.read(log.parent_path() / deploy::kAuditHeadFile)
                                                            : Result<std::string>("");
    const auto kept = kept_text ? deploy::read_audit_head(*kept_text) : std::nullopt;
    const auto text = files.read(log);
    if (!text) {
      return fail(text.error());
    }
    verdict = deploy::verify_audit(*text, kept ? std::optional(kept->hash) : std::nullopt);
    if (verdict.problem || !store) {
      continue;
    }
    auto problem = deploy::compare_index(*text, *store);
    if (!problem) {
      return fail(std::move(problem.error()));
    }
    verdict.problem = std::move(*problem);
  }
  return verdict;
}

Result<std::vector<VerifiedLog>> verify_audit_logs(const ports::Files& files, deploy::Stores& stores,
                                                   const std::vector<std::filesystem::path>& logs,
                                                   const std::optional<std::string>& known_head) {
  std::vector<VerifiedLog> all;
  bool has_head = false;
  for (const std::filesystem::path& log : logs) {
    const auto text = files.read(log);
    if (!text) {
      return fail(text.error());
    }
    VerifiedLog with_head{log, deploy::verify_audit(*text, known_head)};
    auto verified = verify_audit_log(files, stores, log);
    if (!verified) {
      return fail(std::move(verified.error()));
    }
    VerifiedLog alone{log, std::move(*verified)};
    with_head = known_head ? std::move(with_head) : alone;
    has_head = has_head || !with_head.verdict.problem;
    // What is wrong with the log itself goes before what is missing in it.
    all.push_back(alone.verdict.problem || logs.size() > 1 ? std::move(alone) : std::move(with_head));
  }
  if (known_head && !has_head && logs.size() > 1 &&
      std::none_of(all.begin(), all.end(), [](const VerifiedLog& log) { return log.verdict.problem.has_value(); })) {
    for (VerifiedLog& log : all) {
      log.verdict.problem =
          deploy::AuditProblem{log.verdict.head.count + 1,
                               fmt::format("no line has the hash {}: a log was cut off, or written anew", *known_head)};
    }
  }
  return all;
}

}  // namespace ropewalk::app
