#include "plan/event_table.h"

#include <algorithm>
#include <array>

#include "plan/payloads/families.h"

namespace ropewalk::plan {
namespace {

using Types = std::span<const std::string_view>;

/// The documented activity types, with the one first that a made payload takes where nothing else is asked for.
constexpr std::string_view kCreatedEditedDeleted[] = {"created", "edited", "deleted"};
constexpr std::string_view kCheckRun[] = {"completed", "created", "rerequested", "requested_action"};
constexpr std::string_view kCompleted[] = {"completed"};
constexpr std::string_view kDiscussion[] = {"created",          "edited",   "deleted",   "transferred", "pinned",
                                            "unpinned",         "labeled",  "unlabeled", "locked",      "unlocked",
                                            "category_changed", "answered", "unanswered"};
constexpr std::string_view kImageVersion[] = {"ready", "created", "deleted"};
constexpr std::string_view kIssues[] = {"opened",       "edited",      "deleted",       "transferred", "pinned",
                                        "unpinned",     "closed",      "reopened",      "assigned",    "unassigned",
                                        "labeled",      "unlabeled",   "locked",        "unlocked",    "milestoned",
                                        "demilestoned", "field_added", "field_removed", "typed",       "untyped"};
constexpr std::string_view kMergeGroupTypes[] = {"checks_requested"};
constexpr std::string_view kMilestone[] = {"created", "closed", "opened", "edited", "deleted"};
constexpr std::string_view kProject[] = {"created", "closed", "reopened", "edited", "deleted"};
constexpr std::string_view kProjectCard[] = {"created", "moved", "converted", "edited", "deleted"};
constexpr std::string_view kProjectColumn[] = {"created", "updated", "moved", "deleted"};
constexpr std::string_view kPullRequest[] = {"opened",
                                             "synchronize",
                                             "reopened",
                                             "assigned",
                                             "unassigned",
                                             "labeled",
                                             "unlabeled",
                                             "edited",
                                             "closed",
                                             "converted_to_draft",
                                             "locked",
                                             "unlocked",
                                             "enqueued",
                                             "dequeued",
                                             "milestoned",
                                             "demilestoned",
                                             "ready_for_review",
                                             "review_requested",
                                             "review_request_removed",
                                             "auto_merge_enabled",
                                             "auto_merge_disabled",
                                             "stacked"};
constexpr std::string_view kPullRequestDefaults[] = {"opened", "synchronize", "reopened"};
constexpr std::string_view kReview[] = {"submitted", "edited", "dismissed"};
constexpr std::string_view kPackageTypes[] = {"published", "updated"};
constexpr std::string_view kRelease[] = {"published", "unpublished", "created", "edited",
                                         "deleted",   "prereleased", "released"};
constexpr std::string_view kStarted[] = {"started"};
constexpr std::string_view kWorkflowRun[] = {"completed", "requested", "in_progress"};

constexpr Types kNone = {};
using enum RefRule;

constexpr std::array kEvents = {
    EventKind{"branch_protection_rule", kDefaultBranch, kCreatedEditedDeleted, kNone, branch_protection_rule_payload},
    EventKind{"check_run", kDefaultBranch, kCheckRun, kNone, check_run_payload},
    EventKind{"check_suite", kDefaultBranch, kCompleted, kNone, check_suite_payload},
    EventKind{"create", kCreated, kNone, kNone, create_payload},
    EventKind{"delete", kDefaultBranch, kNone, kNone, delete_payload},
    EventKind{"deployment", kDeployment, kNone, kNone, deployment_payload},
    EventKind{"deployment_status", kDeployment, kNone, kNone, deployment_status_payload},
    EventKind{"discussion", kDefaultBranch, kDiscussion, kNone, discussion_payload},
    EventKind{"discussion_comment", kDefaultBranch, kCreatedEditedDeleted, kNone, discussion_comment_payload},
    EventKind{"fork", kDefaultBranch, kNone, kNone, fork_payload},
    EventKind{"gollum", kDefaultBranch, kNone, kNone, gollum_payload},
    EventKind{"image_version", kDefaultBranch, kImageVersion, kNone, image_version_payload},
    EventKind{"issue_comment", kDefaultBranch, kCreatedEditedDeleted, kNone, issue_comment_payload},
    EventKind{"issues", kDefaultBranch, kIssues, kNone, issues_payload},
    EventKind{"label", kDefaultBranch, kCreatedEditedDeleted, kNone, label_payload},
    EventKind{"merge_group", kMergeGroup, kMergeGroupTypes, kNone, merge_group_payload},
    EventKind{"milestone", kDefaultBranch, kMilestone, kNone, milestone_payload},
    EventKind{"page_build", kDefaultBranch, kNone, kNone, page_build_payload},
    EventKind{"project", kDefaultBranch, kProject, kNone, project_payload},
    EventKind{"project_card", kDefaultBranch, kProjectCard, kNone, project_card_payload},
    EventKind{"project_column", kDefaultBranch, kProjectColumn, kNone, project_column_payload},
    EventKind{"public", kDefaultBranch, kNone, kNone, public_payload},
    EventKind{"pull_request", kPullRequestMerge, kPullRequest, kPullRequestDefaults, pull_request_payload},
    EventKind{"pull_request_comment", kDefaultBranch, kCreatedEditedDeleted, kNone, pull_request_comment_payload},
    EventKind{"pull_request_review", kPullRequestMerge, kReview, kNone, pull_request_review_payload},
    EventKind{"pull_request_review_comment", kPullRequestMerge, kCreatedEditedDeleted, kNone,
              pull_request_review_comment_payload},
    EventKind{"pull_request_target", kDefaultBranch, kPullRequest, kPullRequestDefaults, pull_request_payload},
    EventKind{"push", kPushed, kNone, kNone, push_payload},
    EventKind{"registry_package", kPackage, kPackageTypes, kNone, registry_package_payload},
    EventKind{"release", kReleaseTag, kRelease, kNone, release_payload},
    // The type of a repository_dispatch is the sender's own.
    EventKind{"repository_dispatch", kDefaultBranch, kNone, kNone, repository_dispatch_payload},
    EventKind{"schedule", kDefaultBranch, kNone, kNone, schedule_payload},
    EventKind{"status", kDefaultBranch, kNone, kNone, status_payload},
    EventKind{"watch", kDefaultBranch, kStarted, kNone, watch_payload},
    EventKind{"workflow_call", kPushed, kNone, kNone, workflow_call_payload},
    EventKind{"workflow_dispatch", kPushed, kNone, kNone, workflow_dispatch_payload},
    EventKind{"workflow_run", kDefaultBranch, kWorkflowRun, kNone, workflow_run_payload},
};

static_assert(std::ranges::is_sorted(kEvents, {}, &EventKind::name));

}  // namespace

std::span<const EventKind> all_events() { return kEvents; }

const EventKind* find_event(std::string_view name) {
  const auto* found = std::ranges::lower_bound(kEvents, name, {}, &EventKind::name);
  return found != kEvents.end() && found->name == name ? found : nullptr;
}

}  // namespace ropewalk::plan
