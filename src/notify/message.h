// What people are told: one happening of a deployment or a pipeline, before any channel has given it its form.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace ropewalk::notify {

using Time = std::chrono::system_clock::time_point;

enum class Happening {
  kWaiting,  // for approval, a wait timer, a window
  kStarted,
  kSucceeded,
  kFailed,
  kRolledBack,  // by itself or by hand
  kSuperseded,
  kRejected,
  kPipelineSucceeded,
  kPipelineFailed,
  kTest,
};

/// `waiting`, `started`, `succeeded`, `failed`, `rolled_back`, `superseded`, `rejected`, `pipeline_succeeded`,
/// `pipeline_failed`, `test`.
[[nodiscard]] std::string_view name_of(Happening happening);
[[nodiscard]] std::optional<Happening> happening_named(std::string_view name);
/// All of them but `test`, in that order.
[[nodiscard]] const std::vector<Happening>& all_happenings();

struct Message {
  /// The same for the same happening, however often it is told; distinct for others.
  std::string id = {};
  /// What belongs together (one deployment, one run) has the same.
  std::string thread = {};
  Happening what = Happening::kTest;
  Time time = {};
  std::string service = {};
  std::string environment = {};
  std::int64_t number = 0;
  std::string version = {};
  std::string digest = {};
  std::string commit = {};
  /// The number and the digest of what ran before; empty for a first deployment.
  std::int64_t previous = 0;
  std::string previous_digest = {};
  std::string by = {};
  /// Where to read more: a run, a deployment.
  std::string url = {};
  /// Of a pipeline: its workflow, and the jobs that failed.
  std::string workflow = {};
  std::string reason = {};
  /// One sentence.
  std::string detail = {};
  /// The audit log's head when it was written.
  std::string audit_head = {};

  friend bool operator==(const Message&, const Message&) = default;
};

/// `Deployment 7 to production failed: version 1.4.2`.
[[nodiscard]] std::string title_of(const Message& message);
/// What else is known, as name and value, the most important first; values are never empty.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> fields_of(const Message& message);
/// The title and the fields as plain lines.
[[nodiscard]] std::string plain_text(const Message& message);
/// A text with `{environment}`, `{version}`, `{number}`, `{what}`, `{service}`, `{commit}`, `{by}`, `{detail}`,
/// `{reason}`, `{url}`, `{workflow}`, `{title}` filled in. Errors: kInvalid for another name or a brace without its
/// other.
[[nodiscard]] Result<std::string> fill_template(std::string_view text, const Message& message);

[[nodiscard]] json::object to_json(const Message& message);
[[nodiscard]] Result<Message> message_from_json(const json::value& value);

}  // namespace ropewalk::notify
