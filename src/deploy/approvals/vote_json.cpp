// Votes as the journal keeps them.
#include <fmt/format.h>

#include "base/base64.h"
#include "base/rfc3339.h"
#include "deploy/approvals/approvals.h"
#include "keys/key_pair.h"

namespace ropewalk::deploy {
namespace {

std::string_view word(VoteKind kind) {
  switch (kind) {
    case VoteKind::kApprove: return "approve";
    case VoteKind::kReject: return "reject";
    case VoteKind::kBreakGlass: return "break_glass";
    case VoteKind::kWaited: return "waited";
  }
  return "";
}

std::string_view done(VoteKind kind) {
  switch (kind) {
    case VoteKind::kApprove: return "approved";
    case VoteKind::kReject: return "rejected";
    case VoteKind::kBreakGlass: return "broke the glass for";
    case VoteKind::kWaited: return "waited with";
  }
  return "";
}

json::object to_json(const Binding& bound) {
  return {{"environment", bound.environment},
          {"number", bound.number},
          {"digest", bound.digest},
          {"plan", bound.plan},
          {"configuration", bound.configuration}};
}

std::string text_member(const json::object& object, std::string_view key) {
  return std::string(string_member(object, key));
}

Result<Vote> read_vote(const json::object& object) {
  Vote vote;
  const std::string_view kind = string_member(object, "vote");
  if (kind == "reject") {
    vote.kind = VoteKind::kReject;
  } else if (kind == "break_glass") {
    vote.kind = VoteKind::kBreakGlass;
  } else if (kind == "waited") {
    vote.kind = VoteKind::kWaited;
  } else if (kind != "approve") {
    return fail(ErrorKind::kInvalid, fmt::format("the journal has a vote of an unknown kind, '{}'", kind));
  }
  auto by = read_identity(string_member(object, "by"));
  auto time = parse_rfc3339(string_member(object, "time"));
  const json::value* const bound = object.if_contains("bound");
  if (!by || !time || bound == nullptr || !bound->is_object()) {
    return fail(ErrorKind::kInvalid, "the journal has a vote that does not say by whom, when and for what");
  }
  vote.by = std::move(*by);
  vote.time = *time;
  const json::object& what = bound->as_object();
  const json::value* const number = what.if_contains("number");
  vote.bound = {text_member(what, "environment"), number != nullptr && number->is_int64() ? number->as_int64() : 0,
                text_member(what, "digest"), text_member(what, "plan"), text_member(what, "configuration")};
  vote.reason = text_member(object, "reason");
  vote.signature = text_member(object, "signature");
  vote.key = text_member(object, "key");
  if (object.contains("job")) {
    vote.of_job = VotedJob{text_member(object, "workflow"), text_member(object, "job")};
  }
  return vote;
}

}  // namespace

std::string signed_text(const Vote& vote) {
  return to_json_text(json::object{{"type", "ropewalk.approval.v1"},
                                   {"vote", word(vote.kind)},
                                   {"by", to_text(vote.by)},
                                   {"time", to_rfc3339(vote.time)},
                                   {"bound", to_json(vote.bound)},
                                   {"reason", vote.reason}});
}

bool is_proven(const Vote& vote) {
  if (vote.by.kind != Identity::Kind::kKey) {
    return true;
  }
  const auto key = keys::PublicKey::from_pem(vote.key, "the vote's key");
  const auto signature = from_base64(vote.signature);
  return key && key->id() == vote.by.name && signature && key->verifies(signed_text(vote), *signature);
}

json::object to_json(const Vote& vote) {
  json::object object{{"vote", word(vote.kind)},
                      {"by", to_text(vote.by)},
                      {"time", to_rfc3339(vote.time)},
                      {"bound", to_json(vote.bound)}};
  for (const auto& [name, text] : {std::pair<std::string_view, const std::string&>{"reason", vote.reason},
                                   {"signature", vote.signature},
                                   {"key", vote.key}}) {
    if (!text.empty()) {
      object[name] = text;
    }
  }
  if (vote.of_job) {
    object["workflow"] = vote.of_job->workflow;
    object["job"] = vote.of_job->job;
  }
  return object;
}

Result<std::optional<Vote>> vote_from_json(const json::object& object) {
  if (!object.contains("vote")) {
    return std::optional<Vote>();
  }
  auto vote = read_vote(object);
  if (!vote) {
    return fail(std::move(vote.error()));
  }
  return std::optional(std::move(*vote));
}

Event vote_event(const Deployment& deployment, const Vote& vote) {
  Event event;
  event.number = deployment.number;
  event.time = vote.time;
  event.kind = EventKind::kWaiting;
  const std::string what = vote.of_job ? fmt::format("the job '{}' of {}, which makes deployment {}", vote.of_job->job,
                                                     vote.of_job->workflow, deployment.number)
                                       : fmt::format("deployment {}", deployment.number);
  event.text = fmt::format("{} {} {}{}{}", to_text(vote.by), done(vote.kind), what, vote.reason.empty() ? "" : ": ",
                           vote.reason);
  event.outcome = deployment.outcome;
  event.data = to_json(vote);
  return event;
}

Result<std::vector<Vote>> votes_in(const std::vector<Event>& events) {
  std::vector<Vote> votes;
  for (const Event& event : events) {
    auto vote = vote_from_json(event.data);
    if (!vote) {
      return fail(std::move(vote.error()));
    }
    if (*vote) {
      votes.push_back(std::move(**vote));
    }
  }
  return votes;
}

}  // namespace ropewalk::deploy
