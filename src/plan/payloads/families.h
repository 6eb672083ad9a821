// The makers of payloads, one family a file; event_table.cpp lists which event has which. Each gives the members that
// only its event has: `action`, `repository` and `sender` are added to all alike.
// Shapes follow docs.github.com, "Webhook events and payloads", as far as workflows read them.
#pragma once

#include "base/json.h"
#include "plan/payloads/common.h"

namespace ropewalk::plan {

/// push.cpp
[[nodiscard]] json::object push_payload(const PayloadFacts& facts);
[[nodiscard]] json::object create_payload(const PayloadFacts& facts);
[[nodiscard]] json::object delete_payload(const PayloadFacts& facts);

/// pull_request.cpp
[[nodiscard]] json::object pull_request_payload(const PayloadFacts& facts);
[[nodiscard]] json::object pull_request_review_payload(const PayloadFacts& facts);
[[nodiscard]] json::object pull_request_review_comment_payload(const PayloadFacts& facts);
[[nodiscard]] json::object merge_group_payload(const PayloadFacts& facts);

/// issues.cpp
[[nodiscard]] json::object issues_payload(const PayloadFacts& facts);
[[nodiscard]] json::object issue_comment_payload(const PayloadFacts& facts);
[[nodiscard]] json::object pull_request_comment_payload(const PayloadFacts& facts);
[[nodiscard]] json::object label_payload(const PayloadFacts& facts);
[[nodiscard]] json::object milestone_payload(const PayloadFacts& facts);
[[nodiscard]] json::object discussion_payload(const PayloadFacts& facts);
[[nodiscard]] json::object discussion_comment_payload(const PayloadFacts& facts);

/// workflows.cpp
[[nodiscard]] json::object workflow_dispatch_payload(const PayloadFacts& facts);
[[nodiscard]] json::object workflow_call_payload(const PayloadFacts& facts);
[[nodiscard]] json::object workflow_run_payload(const PayloadFacts& facts);
[[nodiscard]] json::object schedule_payload(const PayloadFacts& facts);
[[nodiscard]] json::object repository_dispatch_payload(const PayloadFacts& facts);

/// checks.cpp
[[nodiscard]] json::object check_run_payload(const PayloadFacts& facts);
[[nodiscard]] json::object check_suite_payload(const PayloadFacts& facts);
[[nodiscard]] json::object status_payload(const PayloadFacts& facts);

/// delivery.cpp
[[nodiscard]] json::object release_payload(const PayloadFacts& facts);
[[nodiscard]] json::object deployment_payload(const PayloadFacts& facts);
[[nodiscard]] json::object deployment_status_payload(const PayloadFacts& facts);
[[nodiscard]] json::object registry_package_payload(const PayloadFacts& facts);
[[nodiscard]] json::object image_version_payload(const PayloadFacts& facts);
[[nodiscard]] json::object page_build_payload(const PayloadFacts& facts);

/// repository.cpp
[[nodiscard]] json::object branch_protection_rule_payload(const PayloadFacts& facts);
[[nodiscard]] json::object fork_payload(const PayloadFacts& facts);
[[nodiscard]] json::object gollum_payload(const PayloadFacts& facts);
[[nodiscard]] json::object public_payload(const PayloadFacts& facts);
[[nodiscard]] json::object watch_payload(const PayloadFacts& facts);
[[nodiscard]] json::object project_payload(const PayloadFacts& facts);
[[nodiscard]] json::object project_card_payload(const PayloadFacts& facts);
[[nodiscard]] json::object project_column_payload(const PayloadFacts& facts);

}  // namespace ropewalk::plan
