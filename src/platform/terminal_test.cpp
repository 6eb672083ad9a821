// The terminal port over pipes and a pseudo terminal.
#include "platform/terminal.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <thread>

#include "platform/descriptor.h"

namespace ropewalk::platform {
namespace {

using ports::Stream;

/// A pseudo terminal: what a person types and sees is at `person`.
struct Pseudo {
  Pseudo() {
    int master = -1;
    int slave = -1;
    winsize window{50, 132, 0, 0};
    EXPECT_EQ(::openpty(&master, &slave, nullptr, nullptr, &window), 0);
    person = Descriptor(master);
    terminal = Descriptor(slave);
  }
  [[nodiscard]] TerminalDescriptors all() const { return {terminal.get(), terminal.get(), terminal.get()}; }
  [[nodiscard]] bool echoes() const {
    termios settings{};
    return ::tcgetattr(terminal.get(), &settings) == 0 && (settings.c_lflag & ECHO) != 0;
  }
  /// Types once the prompt is there, so that the switch to the hidden mode does not throw the keys away.
  [[nodiscard]] std::jthread types_after_prompt(std::string keys) const {
    return std::jthread([this, keys = std::move(keys)] {
      char byte = 0;
      while (byte != ':' && read_some(person.get(), &byte, 1) == 1) {
      }
      EXPECT_EQ(write_fully(person.get(), keys), 0);
    });
  }

  Descriptor person;
  Descriptor terminal;
};

TEST(RealTerminal, KnowsATerminalAndItsSize) {
  const Pseudo pseudo;
  const RealTerminal terminal(pseudo.all());
  EXPECT_TRUE(terminal.is_terminal(Stream::kOutput));
  EXPECT_EQ(terminal.size().columns, 132);
  EXPECT_EQ(terminal.size().rows, 50);
}

TEST(RealTerminal, HiddenAnswerIsEditedAndTheEchoComesBack) {
  const Pseudo pseudo;
  RealTerminal terminal(pseudo.all());
  const std::jthread typist = pseudo.types_after_prompt(
      "wrong\x15s\xc3\xa4\x7f"
      "ecrex\x7ft\n");
  const Result<std::string> answer = terminal.read_hidden("token:");
  ASSERT_TRUE(answer);
  EXPECT_EQ(*answer, "secret");
  EXPECT_TRUE(pseudo.echoes());
}

TEST(RealTerminal, AnAnswerIsShownWhileItIsTyped) {
  const Pseudo pseudo;
  RealTerminal terminal(pseudo.all());
  const std::jthread typist = pseudo.types_after_prompt(
      "n\x7f"
      "yo\x15"
      "yes\x7f\n");
  const Result<std::string> answer = terminal.read_line("write?:");
  ASSERT_TRUE(answer);
  EXPECT_EQ(*answer, "ye");
  // The kernel hands on what was written in as many pieces as it likes.
  constexpr std::string_view kShown = "n\b \byo\b \b\b \byes\b \b";
  std::string seen;
  for (char byte = 0; seen.size() < kShown.size() && read_some(pseudo.person.get(), &byte, 1) == 1;) {
    seen += byte;
  }
  EXPECT_EQ(seen, kShown);
  EXPECT_TRUE(pseudo.echoes());
}

TEST(RealTerminal, ControlCAtAHiddenPromptInterruptsAndTheEchoComesBack) {
  const Pseudo pseudo;
  RealTerminal terminal(pseudo.all());
  const std::jthread typist = pseudo.types_after_prompt("sec\x03");
  EXPECT_EQ(terminal.read_hidden("token:").error().kind, ErrorKind::kInterrupted);
  EXPECT_TRUE(pseudo.echoes());
}

TEST(RealTerminal, ControlDWithoutAnAnswerIsTheEnd) {
  const Pseudo pseudo;
  RealTerminal terminal(pseudo.all());
  const std::jthread typist = pseudo.types_after_prompt("\x04");
  EXPECT_EQ(terminal.read_hidden("token:").error().kind, ErrorKind::kUsage);
}

TEST(RealTerminal, ReadsHiddenLinesFromAPipeWithoutTakingMore) {
  Pipe pipe = *make_pipe();
  ASSERT_EQ(write_fully(pipe.write.get(), "one\r\n\nrest of\nit"), 0);
  pipe.write.reset();
  RealTerminal terminal({pipe.read.get(), 1, 2});
  EXPECT_EQ(*terminal.read_hidden("never shown"), "one");
  EXPECT_EQ(*terminal.read_hidden("never shown"), "");
  EXPECT_EQ(*terminal.read_input(), "rest of\nit");
  EXPECT_EQ(terminal.read_hidden("never shown").error().kind, ErrorKind::kUsage);
}

TEST(RealTerminal, AReaderThatWentAwayIsNoError) {
  Pipe pipe = *make_pipe();
  RealTerminal terminal({0, pipe.write.get(), 2});
  terminal.write(Stream::kOutput, "heard");
  EXPECT_FALSE(terminal.is_closed(Stream::kOutput));
  pipe.read.reset();
  terminal.write(Stream::kOutput, "dropped");
  EXPECT_TRUE(terminal.is_closed(Stream::kOutput));
  EXPECT_FALSE(terminal.is_closed(Stream::kErrors));
  EXPECT_FALSE(terminal.is_terminal(Stream::kOutput));
}

TEST(RealTerminal, WhatCannotBeWrittenIsSaid) {
  const Descriptor full(::open("/dev/full", O_WRONLY | O_CLOEXEC));
  RealTerminal terminal({0, full.get(), 2});
  EXPECT_EQ(terminal.failure(Stream::kOutput), "");
  terminal.write(Stream::kOutput, "lost");
  EXPECT_EQ(terminal.failure(Stream::kOutput), "No space left on device");
  EXPECT_EQ(terminal.failure(Stream::kErrors), "");
}

TEST(RealTerminal, AfterAStopAReaderWhoPausesIsNotWaitedForWithoutEnd) {
  const Pipe pipe = *make_pipe();
  RealTerminal terminal({0, pipe.write.get(), 2});
  std::stop_source stop;
  terminal.give_up_after(stop.get_token());
  std::jthread stopper([&] {
    // Until the pipe is full, and so the writer waits or is about to.
    int waiting = 0;
    while (::ioctl(pipe.read.get(), FIONREAD, &waiting) == 0 && waiting < ::fcntl(pipe.read.get(), F_GETPIPE_SZ)) {
      std::this_thread::yield();
    }
    stop.request_stop();
  });
  terminal.write(Stream::kOutput, std::string(1U << 20U, 'x'));
  EXPECT_TRUE(terminal.is_closed(Stream::kOutput));
  EXPECT_EQ(terminal.failure(Stream::kOutput), "");
  EXPECT_EQ(::fcntl(pipe.write.get(), F_GETFL) & O_NONBLOCK, 0) << "the flag is also the shell's";
}

TEST(RealTerminal, AReaderWhoIsSlowGetsAll) {
  Pipe pipe = *make_pipe();
  std::size_t count = 0;
  std::jthread reader([&] {
    std::array<char, 1000> buffer{};
    for (ssize_t got = 0; (got = read_some(pipe.read.get(), buffer.data(), buffer.size())) > 0;) {
      count += static_cast<std::size_t>(got);
    }
  });
  {
    RealTerminal terminal({0, pipe.write.get(), 2});
    terminal.write(Stream::kOutput, std::string(1U << 20U, 'x'));
  }
  pipe.write.reset();
  reader.join();
  EXPECT_EQ(count, 1U << 20U);
}

TEST(RealTerminal, TheCursorIsShownOnATerminalAlone) {
  const Pseudo pseudo;
  const RealTerminal terminal(pseudo.all());
  terminal.show_cursor();
  std::string seen(6, '\0');
  EXPECT_EQ(read_some(pseudo.person.get(), seen.data(), seen.size()), 6);
  EXPECT_EQ(seen, "\x1b[?25h");
}

TEST(RealTerminal, WithoutATerminalTheSizeIs80By24) {
  const Pipe pipe = *make_pipe();
  const RealTerminal terminal({pipe.read.get(), pipe.write.get(), pipe.write.get()});
  EXPECT_EQ(terminal.size().columns, 80);
  EXPECT_EQ(terminal.size().rows, 24);
}

}  // namespace
}  // namespace ropewalk::platform
