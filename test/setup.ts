import fc from 'fast-check';

// Property tests draw the same inputs in every run: a failure on one machine is a failure on all.
fc.configureGlobal({ seed: 20120801 });
