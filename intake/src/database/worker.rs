//! Threads that have a connection each: one writes, two read. Reports that wait go into one transaction, so that they share
//! its way to the disk.

use std::io;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

use crate::store::{Accepted, NewReport, accept};

use super::session::{Error, Session};
use super::{Address, migrate};

/// How many reports go into one transaction at most.
const BATCH: usize = 256;

/// How many jobs wait at most; who comes then is told to come again.
const QUEUE: usize = 4096;

const READERS: usize = 2;

/// How long something that was written proves that more can be written.
const PROVEN: Duration = Duration::from_secs(60);

type Work = Box<dyn FnOnce(Result<&mut dyn Session, Error>) -> Done + Send>;
type Answer = oneshot::Sender<Result<Accepted, Error>>;

/// A report, and who waits for its answer.
type Waiting = (NewReport, Answer);

enum Job {
    Accept(Box<NewReport>, Answer),
    Work(Work),
}

/// Whether the connection is as it was.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Done {
    Well,
    Badly,
}

/// What a job came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unanswered {
    /// There are too many; nothing was done.
    Busy,
    /// The database could not.
    Failed(Error),
}

/// When something was last written; unset once something could not be.
#[derive(Debug, Default)]
struct Proof(Mutex<Option<Instant>>);

impl Proof {
    /// Notes what came of writing; what was not tried proves nothing.
    fn note<T>(&self, answer: &Result<T, Unanswered>) {
        if !matches!(answer, Err(Unanswered::Busy)) {
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) = answer.is_ok().then(Instant::now);
        }
    }

    fn is_recent(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).is_some_and(|written| written.elapsed() < PROVEN)
    }
}

/// A database and the threads that use it.
#[derive(Debug)]
pub struct Database {
    proof: Proof,
    writer: SyncSender<Job>,
    reader: SyncSender<Job>,
    threads: Vec<JoinHandle<()>>,
}

impl Database {
    /// Opens a database and brings it to the last schema.
    ///
    /// # Errors
    ///
    /// What the database says, and where no thread can be had.
    pub fn open(address: &Address) -> Result<Self, Error> {
        migrate(address.connect()?.as_mut())?;
        let (writer, jobs) = sync_channel(QUEUE);
        let mut threads = vec![thread("writer", address, Arc::new(Mutex::new(jobs)))?];
        let (reader, jobs) = sync_channel(QUEUE);
        let jobs = Arc::new(Mutex::new(jobs));
        for _ in 0..READERS {
            threads.push(thread("reader", address, Arc::clone(&jobs))?);
        }
        Ok(Self { proof: Proof::default(), writer, reader, threads })
    }

    /// Takes a report in; when the answer comes, it is on the disk.
    ///
    /// # Errors
    ///
    /// Where it is not known to be on the disk.
    pub async fn accept(&self, report: NewReport) -> Result<Accepted, Unanswered> {
        let (sender, receiver) = oneshot::channel();
        send(&self.writer, Job::Accept(Box::new(report), sender))?;
        let answer = receiver.await.unwrap_or_else(|_| Err(stopped())).map_err(Unanswered::Failed);
        self.proof.note(&answer);
        answer
    }

    /// Does some work in a transaction. It is given up where the work comes to an error.
    ///
    /// # Errors
    ///
    /// What the work or the database says.
    pub async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut dyn Session) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Unanswered> {
        let answer = self.run(&self.writer, |session| in_transaction(session, work)).await;
        self.proof.note(&answer);
        answer
    }

    /// Makes sure that what comes now can be kept. Where nothing was written for a while, or the last that was to be written
    /// could not be, something is written that changes nothing.
    ///
    /// # Errors
    ///
    /// What the database says.
    pub async fn prove(&self) -> Result<(), Unanswered> {
        if self.proof.is_recent() {
            return self.read(|session| session.row("SELECT 1", &[]).map(drop)).await;
        }
        self.write(|session| session.execute("UPDATE migrations SET number = number", &[]).map(drop)).await
    }

    /// Does some work that only reads.
    ///
    /// # Errors
    ///
    /// What the work or the database says.
    pub async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut dyn Session) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Unanswered> {
        self.run(&self.reader, work).await
    }

    /// Does some work that a transaction does not allow, while nothing else is written.
    ///
    /// # Errors
    ///
    /// What the work or the database says.
    pub async fn alone<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut dyn Session) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Unanswered> {
        self.run(&self.writer, work).await
    }

    async fn run<T: Send + 'static>(
        &self,
        queue: &SyncSender<Job>,
        work: impl FnOnce(&mut dyn Session) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Unanswered> {
        let (sender, receiver) = oneshot::channel();
        let job: Work = Box::new(|session| {
            let answer = session.and_then(work);
            let done = if answer.is_ok() { Done::Well } else { Done::Badly };
            // Whoever asked may have gone.
            let _ = sender.send(answer);
            done
        });
        send(queue, Job::Work(job))?;
        receiver.await.unwrap_or_else(|_| Err(stopped())).map_err(Unanswered::Failed)
    }

    /// Ends the threads once they have done what waits.
    pub fn close(self) {
        let Self { writer, reader, threads, .. } = self;
        drop((writer, reader));
        for thread in threads {
            let _ = thread.join();
        }
    }
}

/// Does some work in a transaction of a connection.
///
/// # Errors
///
/// What the work or the database says.
pub fn in_transaction<T>(session: &mut dyn Session, work: impl FnOnce(&mut dyn Session) -> Result<T, Error>) -> Result<T, Error> {
    session.begin()?;
    match work(session) {
        Ok(answer) => session.commit().map(|()| answer),
        Err(error) => {
            let _ = session.roll_back();
            Err(error)
        }
    }
}

fn send(queue: &SyncSender<Job>, job: Job) -> Result<(), Unanswered> {
    queue.try_send(job).map_err(|error| match error {
        TrySendError::Full(_) => Unanswered::Busy,
        TrySendError::Disconnected(_) => Unanswered::Failed(stopped()),
    })
}

fn stopped() -> Error {
    Error("the intake has stopped".into())
}

fn thread(name: &str, address: &Address, jobs: Arc<Mutex<Receiver<Job>>>) -> Result<JoinHandle<()>, Error> {
    let address = address.clone();
    let spawned: io::Result<_> = std::thread::Builder::new().name(format!("intake {name}")).spawn(move || {
        let mut connection = Connection { address, session: None };
        while let Some((reports, work)) = next(&jobs) {
            if !reports.is_empty() {
                connection.accept(reports);
            }
            if let Some(work) = work {
                connection.work(work);
            }
        }
    });
    spawned.map_err(|error| Error(format!("thread: {:?}", error.kind())))
}

/// The reports that wait, and the other work behind them; `None` where nothing will ever come.
fn next(jobs: &Mutex<Receiver<Job>>) -> Option<(Vec<Waiting>, Option<Work>)> {
    let jobs = jobs.lock().ok()?;
    let mut reports = Vec::new();
    let mut job = Some(jobs.recv().ok()?);
    while let Some(waiting) = job {
        match waiting {
            Job::Work(work) => return Some((reports, Some(work))),
            Job::Accept(report, answer) => reports.push((*report, answer)),
        }
        job = if reports.len() < BATCH { jobs.try_recv().ok() } else { None };
    }
    Some((reports, None))
}

/// A connection that is made when it is needed and given up after a fault.
struct Connection {
    address: Address,
    session: Option<Box<dyn Session>>,
}

impl Connection {
    fn session(&mut self) -> Result<&mut dyn Session, Error> {
        if !self.session.as_ref().is_some_and(|session| session.is_in_place()) {
            self.session = None;
            self.session = Some(self.address.connect_again()?);
        }
        match &mut self.session {
            Some(session) => Ok(session.as_mut()),
            None => Err(stopped()),
        }
    }

    fn work(&mut self, work: Work) {
        if work(self.session()) == Done::Badly {
            self.session = None;
        }
    }

    fn accept(&mut self, waiting: Vec<Waiting>) {
        let (reports, answers): (Vec<_>, Vec<_>) = waiting.into_iter().unzip();
        let accepted = self.session().and_then(|session| in_transaction(session, |session| accept(session, &reports)));
        match accepted {
            Ok(accepted) => answers.into_iter().zip(accepted).for_each(|(answer, accepted)| {
                let _ = answer.send(Ok(accepted));
            }),
            Err(error) => {
                self.session = None;
                for answer in answers {
                    let _ = answer.send(Err(error.clone()));
                }
            }
        }
    }
}
