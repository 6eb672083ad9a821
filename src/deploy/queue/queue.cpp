#include "deploy/queue/queue.h"

#include <algorithm>

namespace ropewalk::deploy {

QueueStep next_step(const QueueView& queue) {
  QueueStep step{.superseded = {}, .superseded_by = queue.last_begun, .next = {}};
  for (const QueueView::Waiting& one : queue.waiting) {
    const bool is_candidate = !queue.is_busy && one.is_ready && one.number > queue.last_begun;
    if (is_candidate && (!step.next || one.number < *step.next)) {
      step.next = one.number;
    }
  }
  for (const QueueView::Waiting& one : queue.waiting) {
    if (one.number < queue.last_begun) {
      step.superseded.push_back(one.number);
    }
  }
  std::sort(step.superseded.begin(), step.superseded.end());
  return step;
}

}  // namespace ropewalk::deploy
