// Messages on their way: written with what they tell of, kept until every channel has them. Whoever is killed on the
// way leaves rows that the next goes on with.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "notify/channel.h"

namespace ropewalk::notify {

/// One message for one channel.
struct OutboxRow {
  enum class State { kDue, kTrying, kDone, kLost };
  std::int64_t id = 0;
  std::string channel = {};
  Message message = {};
  State state = State::kDue;
  int tries = 0;
  /// See Earlier.
  bool may_have_arrived = false;
  /// When it is tried next.
  Time next = {};
  /// Of the last try.
  std::string trouble = {};
};

/// `due`, `trying`, `done`, `lost`.
[[nodiscard]] std::string_view name_of(OutboxRow::State state);

/// Whoever has it delivers, and nobody else does.
class DeliveryHold {
 public:
  DeliveryHold() = default;
  virtual ~DeliveryHold() = default;
  DeliveryHold(const DeliveryHold&) = delete;
  DeliveryHold& operator=(const DeliveryHold&) = delete;
};

/// Each function is one transaction that is on the disk when it returns. May be used from several threads and
/// processes. Errors: kInternal for the disk.
class Outbox {
 public:
  virtual ~Outbox() = default;

  /// A message and the channels that get it.
  struct Entry {
    Message message;
    std::vector<std::string> channels;
  };
  /// Takes messages in, and notes that `source` was read up to `last`. A message that a channel has already is not
  /// taken again.
  [[nodiscard]] virtual Result<void> put(const std::vector<Entry>& entries, std::string_view source,
                                         std::int64_t last) = 0;
  /// How far a source was read; 0 for not at all.
  [[nodiscard]] virtual Result<std::int64_t> read_up_to(std::string_view source) const = 0;

  /// Of each channel the oldest message that it does not have yet: messages of a channel keep their order.
  [[nodiscard]] virtual Result<std::vector<OutboxRow>> first_of_each() const = 0;
  /// All rows, the newest first, at most `limit`.
  [[nodiscard]] virtual Result<std::vector<OutboxRow>> rows(std::size_t limit) const = 0;

  /// Written before and after each try.
  [[nodiscard]] virtual Result<void> begin(std::int64_t id) = 0;
  [[nodiscard]] virtual Result<void> finish(const OutboxRow& row) = 0;
  /// Forgets what arrived or was lost before `oldest`; the ids stay known as long as a source can be read again.
  [[nodiscard]] virtual Result<void> tidy(Time oldest) = 0;

  /// Null while another machine delivers. An outbox of this machine alone has nobody to keep away.
  [[nodiscard]] virtual Result<std::unique_ptr<DeliveryHold>> hold() { return std::make_unique<DeliveryHold>(); }
};

}  // namespace ropewalk::notify
