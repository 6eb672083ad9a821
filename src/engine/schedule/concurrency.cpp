#include "engine/schedule/concurrency.h"

#include <algorithm>

#include "engine/evaluate.h"

namespace ropewalk::engine {
namespace {

constexpr std::size_t kLongestGroup = 400;
constexpr std::size_t kLongestQueue = 100;

}  // namespace

Result<ConcurrencyRequest> evaluate_concurrency(const workflow::Token* token, const SourceFilePtr& file,
                                                const expr::Scope& scope) {
  ConcurrencyRequest request;
  if (token == nullptr) {
    return request;
  }
  auto value = evaluate_value({token, file}, scope);
  if (!value) {
    return fail(std::move(value.error()));
  }
  if (value->kind() == expr::Kind::kObject) {
    const expr::Object& object = value->object();
    const expr::Value* group = object.find("group");
    const expr::Value* cancels = object.find("cancel-in-progress");
    const expr::Value* queue = object.find("queue");
    request.group = group == nullptr ? std::string() : group->to_text();
    request.cancels_in_progress = cancels != nullptr && cancels->is_truthy();
    request.keeps_queue = queue != nullptr && queue->to_text() == "max";
  } else {
    request.group = value->to_text();
  }
  if (request.group.empty()) {
    return fail(ErrorKind::kInvalid, "Unexpected value ''", "a concurrency group needs a name", {file, token->span});
  }
  if (utf16_length(request.group) > kLongestGroup) {
    return fail(ErrorKind::kInvalid, "A concurrency group has at most 400 characters", {}, {file, token->span});
  }
  return request;
}

ConcurrencyEntry ConcurrencyGroups::enter(Leg& leg, const ConcurrencyRequest& request) {
  ConcurrencyEntry entry;
  if (request.group.empty()) {
    return entry;
  }
  leg.concurrency_group = request.group;
  Group& group = groups_[request.group];
  if (group.running == nullptr) {
    group.running = &leg;
    return entry;
  }
  entry.may_start = false;
  const std::size_t most = request.keeps_queue ? kLongestQueue : 1;
  while (group.waiting.size() >= most) {
    entry.cancelled.push_back(group.waiting.front());
    group.waiting.pop_front();
  }
  if (request.cancels_in_progress) {
    entry.cancelled.push_back(group.running);
  }
  group.waiting.push_back(&leg);
  return entry;
}

Leg* ConcurrencyGroups::leave(Leg& leg) {
  const auto found = groups_.find(leg.concurrency_group);
  if (leg.concurrency_group.empty() || found == groups_.end()) {
    return nullptr;
  }
  Group& group = found->second;
  std::erase(group.waiting, &leg);
  if (group.running != &leg) {
    return nullptr;
  }
  group.running = nullptr;
  if (group.waiting.empty()) {
    groups_.erase(found);
    return nullptr;
  }
  group.running = group.waiting.front();
  group.waiting.pop_front();
  return group.running;
}

}  // namespace ropewalk::engine
