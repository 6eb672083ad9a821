// Reads all objects of a repository, each once.
//
// Most objects of a pack are deltas against another one, which is mostly a delta itself. Reading them one by one would
// make the same bases over and over again. So each pack is taken family by family: from an object that is no delta down
// to those that are made from it, with the texts between them on a stack. Nothing is made twice, no cache has to be
// right, and families can be shared out to threads.
#include <fmt/format.h>

#include <algorithm>
#include <atomic>

#include "git/store/git_object_store.h"
#include "git/store/pack_format.h"
#include "tasks/task_group.h"

namespace ropewalk::git {
namespace {

using ports::ObjectKind;
using ports::StoreTrouble;
using Visited = ports::ObjectStore::Visited;

constexpr std::uint32_t kNone = 0xffffffffU;
/// No number: the object is read from another place, and here only for those that are made from it.
constexpr std::size_t kElsewhere = ports::ObjectStore::kNoNumber;

struct Member {
  std::uint64_t offset = 0;
  std::size_t number = kElsewhere;
  PackEntry entry;
  bool is_readable = false;
  /// In the look at hand.
  bool is_needed = true;
  std::uint32_t parent = kNone;
  std::uint32_t first_child = kNone;
  std::uint32_t next_sibling = kNone;
};

/// The objects of a pack with who is made from whom.
struct Families {
  const Pack* pack = nullptr;
  std::vector<Member> members;
  std::vector<std::uint32_t> roots;
};

/// One object on the way down a family.
struct Step {
  std::uint32_t member = 0;
  std::string content;
};

/// What a thread has at hand.
struct Worker {
  std::size_t thread = 0;
  const ports::ObjectStore::Look* look = nullptr;
  std::vector<StoreTrouble> trouble;
  std::string delta;
  std::vector<ports::ObjectStore::Stretch> fresh;
  std::vector<std::string> rooms;

  std::string room() {
    if (rooms.empty()) {
      return {};
    }
    std::string taken = std::move(rooms.back());
    rooms.pop_back();
    return taken;
  }
};

StoreTrouble damage_of(const std::string& pack, const Member& member) {
  return {pack, "damaged", fmt::format("the pack is damaged at {}", member.offset),
          member.number == kElsewhere ? std::nullopt : std::optional(member.number)};
}

/// Deltas that are made from each other, which only somebody's own pack has: no way down leads to them.
void tell_circles(const Families& families, std::vector<StoreTrouble>& trouble) {
  std::vector<bool> is_reached(families.members.size());
  std::vector<std::uint32_t> open = families.roots;
  while (!open.empty()) {
    const std::uint32_t number = open.back();
    open.pop_back();
    is_reached[number] = true;
    for (std::uint32_t child = families.members[number].first_child; child != kNone;
         child = families.members[child].next_sibling) {
      open.push_back(child);
    }
  }
  for (std::size_t number = 0; number < is_reached.size(); ++number) {
    if (!is_reached[number] && families.members[number].is_readable) {
      trouble.push_back(damage_of(families.pack->name, families.members[number]));
    }
  }
}

Families families_of(const Pack& pack, std::vector<Member> members, std::size_t id_size,
                     std::vector<StoreTrouble>& trouble) {
  Families families{&pack, std::move(members), {}};
  std::vector<Member>& all = families.members;
  std::sort(all.begin(), all.end(), [](const Member& a, const Member& b) { return a.offset < b.offset; });
  const auto at_offset = [&all](std::uint64_t offset) {
    const auto found = std::lower_bound(all.begin(), all.end(), offset, [](const Member& member, std::uint64_t wanted) {
      return member.offset < wanted;
    });
    return found != all.end() && found->offset == offset ? static_cast<std::uint32_t>(found - all.begin()) : kNone;
  };
  for (std::uint32_t number = static_cast<std::uint32_t>(all.size()); number-- > 0;) {
    Member& member = all[number];
    const auto entry = read_pack_entry(pack.file.bytes(), member.offset, id_size);
    std::uint32_t base = kNone;
    if (entry) {
      member.entry = *entry;
      if (entry->kind <= 4) {
        member.is_readable = true;
        families.roots.push_back(number);
        continue;
      }
      if (entry->kind == 6) {
        base = at_offset(member.offset - entry->back);
      } else if (const auto offset = pack.index.find(entry->base)) {
        base = at_offset(*offset);
      }
    }
    if (base == kNone || base == number) {
      trouble.push_back(damage_of(pack.name, member));
      continue;
    }
    member.is_readable = true;
    member.parent = base;
    member.next_sibling = all[base].first_child;
    all[base].first_child = number;
  }
  std::reverse(families.roots.begin(), families.roots.end());
  tell_circles(families, trouble);
  return families;
}

void hand_over(const Member& member, ObjectKind kind, const std::string& content, std::size_t base, Worker& worker) {
  if (member.number != kElsewhere) {
    worker.look->visit(
        {member.number, kind, content, worker.thread, base, base == kElsewhere ? nullptr : &worker.fresh});
  }
}

/// All that cannot be read because what it is made from cannot.
void tell_lost(const Families& families, std::uint32_t first, Worker& worker) {
  std::vector<std::uint32_t> open = {first};
  while (!open.empty()) {
    const Member& member = families.members[open.back()];
    open.pop_back();
    if (!member.is_needed) {
      continue;
    }
    worker.trouble.push_back(damage_of(families.pack->name, member));
    for (std::uint32_t child = member.first_child; child != kNone; child = families.members[child].next_sibling) {
      open.push_back(child);
    }
  }
}

void visit_family(const Families& families, std::uint32_t root, Worker& worker) {
  const std::string_view bytes = families.pack->file.bytes();
  const std::vector<Member>& all = families.members;
  const auto kind = static_cast<ObjectKind>(all[root].entry.kind);
  if (!all[root].is_needed || !worker.look->wants(kind)) {
    return;
  }
  std::vector<Step> steps;
  steps.push_back({root, worker.room()});
  if (!inflate_exactly(bytes.substr(all[root].entry.stream), all[root].entry.size, steps.back().content)) {
    tell_lost(families, root, worker);
    return;
  }
  hand_over(all[root], kind, steps.back().content, kElsewhere, worker);
  // `next` is the member to make from the top of the stack.
  std::uint32_t next = all[root].first_child;
  while (!steps.empty()) {
    if (next == kNone) {
      next = all[steps.back().member].next_sibling;
      worker.rooms.push_back(std::move(steps.back().content));
      steps.pop_back();
      if (steps.empty()) {
        break;
      }
      continue;
    }
    const Member& member = all[next];
    if (!member.is_needed) {
      next = member.next_sibling;
      continue;
    }
    std::string content = worker.room();
    if (!inflate_exactly(bytes.substr(member.entry.stream), member.entry.size, worker.delta) ||
        !apply_delta(steps.back().content, worker.delta, content, &worker.fresh)) {
      tell_lost(families, next, worker);
      next = member.next_sibling;
      continue;
    }
    hand_over(member, kind, content, all[steps.back().member].number, worker);
    steps.push_back({next, std::move(content)});
    next = member.first_child;
  }
}

/// Marks what a look needs, and what that is made of.
void mark_needed(Families& families, const ports::ObjectStore::Look& look) {
  for (Member& member : families.members) {
    member.is_needed = !look.is_needed;
  }
  for (std::uint32_t number = 0; look.is_needed && number < families.members.size(); ++number) {
    const Member& member = families.members[number];
    const bool is_wanted = member.is_readable && member.number != kElsewhere && look.is_needed(member.number);
    for (std::uint32_t at = is_wanted ? number : kNone; at != kNone && !families.members[at].is_needed;
         at = families.members[at].parent) {
      families.members[at].is_needed = true;
    }
  }
}

/// Runs `work` once for each worker, each on a thread of its own.
void on_all(std::vector<Worker>& workers, const std::function<void(Worker&)>& work) {
  tasks::TaskGroup group({});
  for (std::size_t thread = 1; thread < workers.size(); ++thread) {
    group.start([&work, worker = &workers[thread]](const std::stop_token&) { work(*worker); });
  }
  work(workers.front());
  group.wait();
}

}  // namespace

std::vector<StoreTrouble> GitObjectStore::visit(const std::vector<Look>& looks, std::size_t threads) const {
  std::vector<StoreTrouble> trouble;
  // Members of packs are all that their indexes name, also those that are read from elsewhere.
  std::vector<std::vector<Member>> members(packs_.size());
  for (std::size_t number = 0; number < packs_.size(); ++number) {
    const PackIndex& index = packs_[number].index;
    members[number].resize(index.count());
    for (std::size_t at = 0; at < index.count(); ++at) {
      members[number][at].offset = index.offset(at).value_or(packs_[number].file.bytes().size());
    }
  }
  const std::vector<ObjectPlace>& all = places();
  std::vector<std::size_t> loose;
  // Both lists are in the order of the ids, so that one walk over them finds each other's places.
  std::vector<std::size_t> cursor(packs_.size());
  for (std::size_t number = 0; number < all.size(); ++number) {
    const ObjectPlace& place = all[number];
    if ((place.pack & ObjectPlace::kLoose) != 0) {
      loose.push_back(number);
      continue;
    }
    std::size_t& at = cursor[place.pack];
    std::vector<Member>& own = members[place.pack];
    while (at < own.size() &&
           packs_[place.pack].index.id_bytes(at) !=
               std::string_view(reinterpret_cast<const char*>(place.id.bytes.data()), shape_.id_size)) {
      ++at;
    }
    if (at < own.size()) {
      own[at].number = number;
    } else {
      trouble.push_back(
          {packs_[place.pack].name, "damaged",
           fmt::format("the pack's index is not in order at {}", ports::to_hex(place.id, shape_.id_size))});
    }
  }
  std::vector<Families> packs;
  for (std::size_t number = 0; number < packs_.size(); ++number) {
    packs.push_back(families_of(packs_[number], std::move(members[number]), shape_.id_size, trouble));
  }

  std::vector<Worker> workers(std::max<std::size_t>(threads, 1));
  for (std::size_t thread = 0; thread < workers.size(); ++thread) {
    workers[thread].thread = thread;
  }
  // A loose object that was told is not told again.
  std::vector<char> is_lost(loose.size());
  for (const Look& look : looks) {
    if (look.begin) {
      look.begin();
    }
    for (Families& families : packs) {
      mark_needed(families, look);
    }
    std::vector<std::atomic<std::size_t>> next(packs.size() + 1);
    on_all(workers, [&](Worker& worker) {
      constexpr std::size_t kAtOnce = 32;
      worker.look = &look;
      for (std::size_t pack = 0; pack < packs.size(); ++pack) {
        const Families& families = packs[pack];
        for (std::size_t at = next[pack].fetch_add(kAtOnce); at < families.roots.size();
             at = next[pack].fetch_add(kAtOnce)) {
          for (std::size_t root = at; root < std::min(at + kAtOnce, families.roots.size()); ++root) {
            visit_family(families, families.roots[root], worker);
          }
        }
      }
      for (std::size_t at = next.back()++; at < loose.size(); at = next.back()++) {
        if (is_lost[at] != 0 || (look.is_needed && !look.is_needed(loose[at]))) {
          continue;
        }
        const MappedFile file(loose_path(all[loose[at]]));
        if (const auto kind = loose_kind(file.bytes()); kind && !look.wants(*kind)) {
          continue;
        }
        const auto object = read_loose_as(all[loose[at]].id, shape_.id_size, file.bytes());
        if (!object) {
          is_lost[at] = 1;
          worker.trouble.push_back(
              {ports::to_hex(all[loose[at]].id, shape_.id_size), "damaged", "the object is damaged", loose[at]});
        } else if (look.wants(object->kind)) {
          look.visit({.number = loose[at], .kind = object->kind, .content = object->content, .thread = worker.thread});
        }
      }
    });
  }
  trouble.insert(trouble.end(), unlisted_.begin(), unlisted_.end());
  for (Worker& worker : workers) {
    trouble.insert(trouble.end(), worker.trouble.begin(), worker.trouble.end());
  }
  return trouble;
}

}  // namespace ropewalk::git
